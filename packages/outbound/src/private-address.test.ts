import { expect, test } from "@jest/globals";
import { isPrivateAddress, isRefusedAddress, networkOf } from "./private-address.ts";

test.each([
  "127.0.0.1",
  "127.255.1.2",
  "0.0.0.0",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "fe80::1",
  "fe80::1%eth0",
  "fc00::1",
  "fd12:3456::1",
  "ff02::1",
  "::ffff:127.0.0.1",
  "::ffff:a9fe:a9fe",
  "::10.0.0.1",
  "64:ff9b::10.0.0.1",
  "2002:7f00:1::",
  "168.63.129.16",
  "::ffff:0:10.0.0.1",
  "64:ff9b:1::8.8.8.8",
  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  "2001:db8::1",
  "3fff::1",
  "100::1",
  "5f00::1",
  "not an address",
  "",
])("%s leads inside", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each([
  "8.8.8.8",
  "172.32.0.1",
  "100.128.0.1",
  "198.18.0.7",
  "47.92.1.1",
  "2001:4860:4860::8888",
  "::ffff:8.8.8.8",
  "64:ff9b::8.8.8.8",
  "2002:808:808::",
])("%s leads to the internet", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

test.each([
  "169.254.169.254",
  "100.100.100.200",
  "192.0.0.192",
  "224.0.0.1",
  "255.255.255.255",
  "fe80::1%eth0",
  "168.63.129.16",
  "fd00:ec2::254",
  "fd20:ce::254",
  "fd00:42::42",
  "ff02::1",
  "::ffff:169.254.169.254",
  "64:ff9b::a9fe:a9fe",
  "2002:a9fe:a9fe::",
  "not an address",
])("%s is refused also where private addresses are allowed", (address) => {
  expect(isRefusedAddress(address, { allowPrivateHosts: true })).toBe(true);
  expect(isRefusedAddress(address, { allowPrivateHosts: false })).toBe(true);
});

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.16.0.1",
  "192.168.1.1",
  "100.64.0.1",
  "::1",
  "fd12:3456::1",
  "::ffff:10.0.0.1",
])("%s is refused unless private addresses are allowed", (address) => {
  expect(isRefusedAddress(address, { allowPrivateHosts: true })).toBe(false);
  expect(isRefusedAddress(address, { allowPrivateHosts: false })).toBe(true);
});

test.each([
  ["8.8.8.8", "8.8.8.8"],
  ["::ffff:8.8.8.8", "8.8.8.8"],
  ["2001:4860:4860:0:1::8888", "2001:4860:4860:0"],
  ["2001:4860:4860:0:2::1", "2001:4860:4860:0"],
])("%s belongs to the owner of %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
