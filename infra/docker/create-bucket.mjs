// Makes the bucket of HAILUO_OUT at S3_ENDPOINT unless it is there. On the S3 server of docker-compose.yml
// (S3_ROOT_PASSWORD) it also makes a user for each process that stores or reads, with the rights of s3-policy.json, and
// leaves their keys as AWS credential files in CREDENTIALS_DIR/create and so on: no other container gets the root key.
import { createHash, createHmac, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";

/** worker-create, worker-download with the commands of people, the gateway and the dashboard; worker-poll stores nothing. */
const USERS = ["create", "download", "gateway", "dashboard"];
const THERE_ALREADY = new Set(["BucketAlreadyOwnedByYou", "BucketAlreadyExists"]);

const { HAILUO_OUT: out = "", S3_ENDPOINT: endpoint, S3_REGION: region = "us-east-1" } = process.env;
const {
  S3_ROOT_USER: rootUser = "hailuo",
  S3_ROOT_PASSWORD: rootPassword,
  CREDENTIALS_DIR: credentialsDirectory,
} = process.env;
const ownServer = rootPassword !== undefined && rootPassword !== "" && process.env.S3_OWN_ENDPOINT === endpoint;
/** `place`: the bucket with the prefix. */
const { bucket, place } = /^s3:\/\/(?<place>(?<bucket>[^/]+)(?:\/.*?)?)\/*$/.exec(out)?.groups ?? {};

if (bucket === undefined || !endpoint) {
  console.log("No bucket to make: HAILUO_OUT is not s3://…, or S3_ENDPOINT is not set.");
} else {
  const root = { credentials: { accessKeyId: rootUser, secretAccessKey: rootPassword ?? "" } };
  const client = new S3Client({ endpoint, region, forcePathStyle: true, ...(ownServer ? root : {}) });
  try {
    await createBucket(client);
    if (ownServer) await createUsers(client);
  } finally {
    client.destroy();
  }
}

async function createBucket(client) {
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    console.log(`Bucket ${bucket} is made.`);
  } catch (error) {
    if (!THERE_ALREADY.has(error.name)) throw error;
    console.log(`Bucket ${bucket} is there.`);
  }
}

async function createUsers(client) {
  for (const user of USERS) {
    const secret = await readSecret(user);
    const account = `<Account><Access>${user}</Access><Secret>${secret}</Secret><Role>user</Role></Account>`;
    // One of before has the secret that its file has, unless a volume was removed: then it is given the new one.
    if (!(await askAdmin("/create-user", account)))
      await askAdmin(`/update-user?access=${user}`, `<MutableProps><Secret>${secret}</Secret></MutableProps>`, true);
  }
  const policy = await readFile(new URL("s3-policy.json", import.meta.url), "utf8");
  const Policy = JSON.stringify(JSON.parse(policy.replaceAll("BUCKET", bucket).replaceAll("PLACE", place)));
  await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  console.log(`Users ${USERS.join(", ")} have their rights.`);
}

/** The secret in the user's credential file, which is made at first. */
async function readSecret(user) {
  const path = join(credentialsDirectory, user, "credentials");
  const known = await readFile(path, "utf8").catch(() => "");
  const secret = /^aws_secret_access_key = (\S+)$/m.exec(known)?.[1] ?? randomBytes(30).toString("base64url");
  await writeFile(path, `[default]\naws_access_key_id = ${user}\naws_secret_access_key = ${secret}\n`, { mode: 0o600 });
  return secret;
}

/** False when it is refused and `must` is not set. The server's own API, signed as S3 is (AWS Signature Version 4). */
async function askAdmin(path, body, must = false) {
  const url = new URL(path, endpoint);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = [time.slice(0, 8), region, "s3", "aws4_request"];
  const digest = createHash("sha256").update(body).digest("hex");
  const headers = { host: url.host, "x-amz-content-sha256": digest, "x-amz-date": time };
  const names = Object.keys(headers).join(";");
  const canonical = [
    "PATCH",
    url.pathname,
    url.search.slice(1),
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    "",
    names,
    digest,
  ];
  const text = [
    "AWS4-HMAC-SHA256",
    time,
    scope.join("/"),
    createHash("sha256").update(canonical.join("\n")).digest("hex"),
  ].join("\n");
  const key = scope.reduce((secret, part) => createHmac("sha256", secret).update(part).digest(), `AWS4${rootPassword}`);
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${rootUser}/${scope.join("/")}, SignedHeaders=${names}, Signature=${signature}`;
  const answer = await fetch(url, { method: "PATCH", body, headers: { ...headers, authorization } });
  if (!answer.ok && must) throw new Error(`${url.href} answered ${answer.status}: ${await answer.text()}`);
  return answer.ok;
}
