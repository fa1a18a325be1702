import { describe, expect, test } from "@jest/globals";
import { doorPath, rootedAtDoor } from "./door-path.ts";

const CREATE = "/minimax/v1/video_generation";

describe("a target under the door means a path of the table, however base URL and path were joined", () => {
  test.each([
    [CREATE, CREATE],
    ["/minimax//v1/video_generation", CREATE],
    ["//minimax/v1/video_generation", CREATE],
    ["/minimax/v1/video_generation/", CREATE],
    ["/minimax/v1/v1/video_generation", CREATE],
    ["/minimax/v1//v1//video_generation//", CREATE],
    ["/minimax/v2/v1/video_generation", CREATE],
    ["/minimax/minimax/v1/video_generation", CREATE],
    ["http://gateway:8080/minimax//v1/video_generation", CREATE],
    ["/minimax/v1/v2/query/video_generation/9?a=//v1/v1/", "/minimax/v2/query/video_generation/9?a=//v1/v1/"],
    ["/minimax/v1/query/video_generation/?task_id=9", "/minimax/v1/query/video_generation?task_id=9"],
    ["/minimax/v1/v3/async/minimax-video-01", "/minimax/v3/async/minimax-video-01"],
    ["/minimax/v1/account/query_balance", "/minimax/account/query_balance"],
    ["/minimax/", "/minimax"],
    ["/minimax?a", "/minimax?a"],
    ["/minimax/v1/files/%2Fv1%2F", "/minimax/v1/files/%2Fv1%2F"],
  ])("%s", (target, path) => {
    expect(doorPath(target)).toBe(path);
    expect(doorPath(path)).toBe(path);
  });

  test.each([
    "/api/v1/generations/",
    "//api/v1",
    "/minimaxx//v1",
    "/",
    "*",
    "",
    "?",
    "/v1/v1",
    "http://a",
    "/x/minimax//v1",
  ])("%p is not under the door, and stays as it is", (target) => expect(doorPath(target)).toBe(target));
});

test("at a port or host of its own the door is the root, with its name or without, and links to videos are served", () => {
  expect(rootedAtDoor("/v1/video_generation?a=b")).toBe("/minimax/v1/video_generation?a=b");
  expect(rootedAtDoor("http://door//v1/files/list")).toBe("/minimax//v1/files/list");
  expect(rootedAtDoor("/minimax/v1/files/list")).toBe("/minimax/v1/files/list");
  expect(rootedAtDoor("/api/v1/videos/gen_1?Expires=1")).toBe("/api/v1/videos/gen_1?Expires=1");
  expect(rootedAtDoor("/api/v1/generations")).toBe("/minimax/api/v1/generations");
  expect(rootedAtDoor("*")).toBe("*");
});
