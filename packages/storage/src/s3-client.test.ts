import { expect, jest, test } from "@jest/globals";
import { createS3Client } from "./s3-client.ts";

test("a client of the AWS SDK says nothing about the version of Node", () => {
  delete process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"];
  const warn = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  createS3Client({ region: "us-east-1" }).destroy();
  expect(warn).not.toHaveBeenCalled();
});
