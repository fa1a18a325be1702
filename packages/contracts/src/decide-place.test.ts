import { expect, test } from "@jest/globals";
import { decidePlace, placeOf } from "./decide-place.ts";

const here = { location: "file:///out/", host: "laptop" };
const bucket = { location: "s3://videos/", host: "laptop", endpoint: "https://rgw.example" };

test("what a process places in its own store is its own", () => {
  expect(decidePlace(placeOf(here), here)).toBe("own");
  expect(decidePlace(placeOf(bucket), bucket)).toBe("own");
});

test("another folder of the same machine, and another bucket of the same server, can be stored into", () => {
  expect(decidePlace({ location: "file:///other/", host: "laptop" }, here)).toBe("here");
  expect(decidePlace({ location: "file:///other/", host: "laptop" }, bucket)).toBe("here");
  expect(decidePlace({ location: "s3://other/", endpoint: "https://rgw.example" }, bucket)).toBe("here");
  expect(decidePlace({ location: "s3://other/" }, here)).toBe("here");
});

test("a folder of another machine, and a bucket of another server, belong to others, whatever they are called", () => {
  expect(decidePlace({ location: "file:///other/", host: "server" }, here)).toBe("elsewhere");
  expect(decidePlace({ location: "s3://videos/" }, bucket)).toBe("elsewhere");
  expect(decidePlace({ location: "s3://videos/", endpoint: "https://other.example" }, bucket)).toBe("elsewhere");
});

test("the same path in a container of another name is the same folder", () => {
  expect(decidePlace({ location: "file:///out/", host: "before" }, here)).toBe("own");
});
