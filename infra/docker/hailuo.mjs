#!/usr/local/bin/node
// The command in the image.
import { constants } from "node:os";

// Process 1 gets only the signals that it listens to: one that comes before a command listens would be lost, and the
// container would be killed later, in the middle of its work. So it ends by it, as any other process does.
if (process.pid === 1)
  for (const signal of ["SIGINT", "SIGTERM"])
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
    });

await import("../lib/main.js");
