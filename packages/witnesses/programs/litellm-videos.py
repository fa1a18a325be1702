"""What a user of LiteLLM does, through its OpenAI-compatible provider. Prints one line of JSON."""

import hashlib
import json
import sys
import time

import litellm

base_url, key, picture = sys.argv[1:4]
litellm.suppress_debug_info = True
where = {"api_base": base_url, "api_key": key, "custom_llm_provider": "openai"}
seen = {}


def wait_for(video):
    while True:
        now = litellm.video_status(video_id=video.id, **where)
        if now.status in ("completed", "failed"):
            return now
        time.sleep(0.05)


def make(**wanted):
    return litellm.video_generation(model="openai/MiniMax-Hailuo-2.3", **where, **wanted)


made = make(prompt="A harbour at noon", seconds="6", size="768P")
done = wait_for(made)
seen["text"] = {"status": done.status, "seconds": done.seconds}
seen["sha256"] = hashlib.sha256(litellm.video_content(video_id=made.id, **where)).hexdigest()
with open(picture, "rb") as file:
    seen["picture"] = wait_for(make(prompt="The cat yawns", input_reference=file)).status
seen["listed"] = len(litellm.video_list(**where)["data"])
try:
    make(prompt="A harbour", size="1280x720")
except Exception as error:
    seen["refused"] = str(error)
failed = wait_for(make(prompt="[[flagged]] A harbour at night"))
seen["failed"] = {"status": failed.status, "code": (failed.error or {}).get("code")}
print(json.dumps(seen))
