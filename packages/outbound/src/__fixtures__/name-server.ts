import { createSocket } from "node:dgram";
import { EventEmitter, once } from "node:events";
import type { AddressInfo } from "node:net";

/** What a name leads to, `silent` for one that is never answered; what is left out does not exist. */
export type Zone = Readonly<Record<string, readonly string[] | "silent" | { readonly cname: string } | { readonly onlyV4: readonly string[] }>>;

export interface NameServer extends AsyncDisposable {
  readonly address: string;
  /** Names in the order in which they were asked for, addresses of IPv4 only. */
  readonly asked: readonly string[];
  /** Emits `asked` for each. */
  readonly heard: EventEmitter;
}

const A = 1;
const CNAME = 5;
const NO_SUCH_NAME = 3;

/** A name server on this machine that answers questions for addresses of IPv4. */
export async function openNameServer(zone: Zone): Promise<NameServer> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  const heard = new EventEmitter();
  socket.on("message", (question, from) => {
    const { name, type, end } = readQuestion(question);
    const found = zone[name];
    if (type === A) {
      asked.push(name);
      heard.emit("asked");
    }
    // Some name servers leave questions for IPv6 unanswered.
    const silent = found === "silent" || (type !== A && found !== undefined && "onlyV4" in found);
    if (!silent) socket.send(answerTo(question.subarray(0, end), type, found), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    asked,
    heard,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}

function readQuestion(packet: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
    labels.push(packet.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: packet.readUInt16BE(at + 1), end: at + 5 };
}

function answerTo(question: Buffer, type: number, found: Exclude<Zone[string], "silent"> | undefined): Buffer {
  const records = found === undefined ? [] : "cname" in found ? [cnameRecord(found.cname)] : type === A ? addressesOf(found).map(addressRecord) : [];
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180 | (found === undefined ? NO_SUCH_NAME : 0), 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  return Buffer.concat([head, ...records]);
}

function addressesOf(found: readonly string[] | { readonly onlyV4: readonly string[] }): readonly string[] {
  return "onlyV4" in found ? found.onlyV4 : found;
}

function record(type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(0xc00c, 0);
  fixed.writeUInt16BE(type, 2);
  fixed.writeUInt16BE(1, 4);
  fixed.writeUInt32BE(60, 6);
  fixed.writeUInt16BE(data.length, 10);
  return Buffer.concat([fixed, data]);
}

function addressRecord(address: string): Buffer {
  return record(A, Buffer.from(address.split(".").map(Number)));
}

function cnameRecord(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return record(CNAME, Buffer.concat([...labels, Buffer.from([0])]));
}
