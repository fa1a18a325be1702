import { expect, test } from "@jest/globals";
import { choosePlace } from "./choose-place.ts";

const wanted = { location: "file:///two/", host: "laptop" };
const wish = { batchId: "spring", standing: undefined, named: true, move: false };

test("a batch without a place gets the one that is wanted", () => {
  expect(choosePlace(wish, wanted)).toEqual({ location: "file:///two/", set: true });
});

test("a batch keeps its place, and who named another is told so", () => {
  const standing = { location: "file:///one/", host: "laptop" };
  expect(choosePlace({ ...wish, standing }, wanted)).toEqual({
    location: "file:///one/",
    set: false,
    notice:
      "batch spring has its videos in file:///one/, and the rest of it goes there; with --move it goes to file:///two/",
  });
  expect(choosePlace({ ...wish, standing, named: false }, wanted)).toEqual({ location: "file:///one/", set: false });
  expect(choosePlace({ ...wish, standing, move: true }, wanted)).toEqual({ location: "file:///two/", set: true });
});

test("a folder of another machine is not taken for one of this machine", () => {
  const standing = { location: "file:///one/", host: "server" };
  expect(() => choosePlace({ ...wish, standing }, wanted)).toThrow(
    /in file:\/\/\/one\/ on server\. Run it there, or add --move/,
  );
});
