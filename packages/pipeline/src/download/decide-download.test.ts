import { expect, test } from "@jest/globals";
import { DownloadError, ProviderError } from "@hailuo-queue/contracts";
import { decideDownload } from "./decide-download.ts";

const settings = { downloadAttempts: 4 };

test("is tried again with growing waits until its attempts are used up", () => {
  const broken = new DownloadError("interrupted", "the connection broke");
  const waits = [0, 1, 2].map((attemptsMade) => decideDownload(broken, { attemptsMade, alone: false }, settings));
  expect(waits).toMatchObject([{ retryInMs: 1000 }, { retryInMs: 2000 }, { retryInMs: 4000 }]);
  expect(decideDownload(broken, { attemptsMade: 3, alone: false }, settings)).toEqual({
    type: "give_up",
    error: { code: "download_interrupted", stage: "download", message: "the connection broke" },
  });
});

test("an expired link is asked for anew at once, though not for ever", () => {
  const expired = new DownloadError("link_expired", "403");
  expect(decideDownload(expired, { attemptsMade: 0, alone: false }, settings)).toMatchObject({
    type: "retry",
    retryInMs: 0,
  });
  expect(decideDownload(expired, { attemptsMade: 2, alone: false }, settings)).toMatchObject({
    type: "retry",
    retryInMs: 4000,
  });
});

test("what no patience helps is given up at once", () => {
  expect(decideDownload(new DownloadError("too_large", "3 GB"), { attemptsMade: 0, alone: false }, settings).type).toBe(
    "give_up",
  );
  expect(
    decideDownload(new DownloadError("untrusted_url", "a private address"), { attemptsMade: 0, alone: false }, settings)
      .type,
  ).toBe("give_up");
});

test("what is no video is given up sooner than what a storage or a network refused", () => {
  const patient = { downloadAttempts: 60 };
  expect(
    decideDownload(new DownloadError("not_a_video", "an HTML page"), { attemptsMade: 3, alone: false }, patient).type,
  ).toBe("retry");
  expect(
    decideDownload(new DownloadError("not_a_video", "an HTML page"), { attemptsMade: 4, alone: false }, patient).type,
  ).toBe("give_up");
  expect(decideDownload(new DownloadError("storage", "away"), { attemptsMade: 58, alone: false }, patient).type).toBe(
    "retry",
  );
});

test("keeps the provider's code when the file could not be asked for", () => {
  const unknown = new ProviderError("file_not_found", "2013", { verdict: "not_found" });
  expect(decideDownload(unknown, { attemptsMade: 9, alone: false }, settings)).toMatchObject({
    type: "give_up",
    error: { code: "file_not_found" },
  });
});

test.each(["throttled", "account"] as const)(
  "never gives a video up because its account was refused as %s",
  (verdict) => {
    const refused = new ProviderError("some_code", "some sentence", { verdict, retryAt: 7 });
    expect(decideDownload(refused, { attemptsMade: 1000, alone: false }, settings)).toMatchObject({
      type: "wait",
      refusal: { kind: "cooldown", notBefore: 7 },
    });
  },
);

test("does not blame the account for keys that only this process lacks", () => {
  const lacking = new ProviderError("account_not_configured", "no such account here", { verdict: "account" });
  expect(decideDownload(lacking, { attemptsMade: 1000, alone: false }, settings)).toEqual({
    type: "wait",
    error: lacking,
    refusal: undefined,
  });
});

test("what alone is refused is a failed attempt of the video: the account answers others", () => {
  const refused = new ProviderError("insufficient_balance", "1008", { verdict: "account" });
  const alone = { attemptsMade: 0, alone: true };
  expect(decideDownload(refused, alone, settings)).toMatchObject({ type: "retry", retryInMs: 1000 });
  expect(decideDownload(refused, { ...alone, attemptsMade: 3 }, settings)).toMatchObject({ type: "give_up" });
});
