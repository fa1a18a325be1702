export interface WantedVideos {
  readonly count: number;
  /** Below the simulator's smallest: that. */
  readonly bytesEach: number;
}

/** Has a simulator make these videos and returns a download link for each. Its tasks must end at once. */
export async function makeVideos(simulatorUrl: string, { count, bytesEach }: WantedVideos): Promise<readonly string[]> {
  await ask(`${simulatorUrl}/__configure`, { method: "POST", body: JSON.stringify({ videoBytes: bytesEach }) });
  const links: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const request = { model: "MiniMax-Hailuo-2.3", prompt: `number ${made}`, enable_prompt_expansion: true };
    const { task_id: taskId } = await ask(`${simulatorUrl}/v1/video_generation`, {
      method: "POST",
      body: JSON.stringify(request),
    });
    const fileId = await finishedFile(`${simulatorUrl}/v1/video_generation/${taskId ?? ""}`);
    const { download_url: link } = await ask(`${simulatorUrl}/v1/files/${fileId}`);
    if (link === undefined) throw new Error(`the simulator gave no link for ${fileId}`);
    links.push(link);
  }
  return links;
}

async function finishedFile(taskUrl: string): Promise<string> {
  for (;;) {
    const { status, file_id: fileId } = await ask(taskUrl);
    if (fileId !== undefined) return fileId;
    if (status !== "pending" && status !== "processing")
      throw new Error(`the simulator says ${status ?? "nothing"} of ${taskUrl}`);
  }
}

async function ask(
  url: string,
  init: { readonly method?: string; readonly body?: string } = {},
): Promise<Readonly<Record<string, string | undefined>>> {
  const answer = await fetch(url, {
    ...init,
    headers: { authorization: "Bearer any", "content-type": "application/json" },
  });
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status} to ${url}: ${await answer.text()}`);
  return (await answer.json()) as Readonly<Record<string, string>>;
}
