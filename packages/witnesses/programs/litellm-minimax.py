"""What a user of LiteLLM's provider for MiniMax does: base URL, key and a picture in, what was seen out as JSON."""

import hashlib
import json
import sys
import time

import litellm

base, key, picture = sys.argv[1:]
# The gateway is on an address of this machine.
litellm.user_url_validation = False
place = {"custom_llm_provider": "minimax", "api_base": base, "api_key": key}
seen = {}


def make(prompt, **more):
    return litellm.video_generation(model="minimax/MiniMax-H3", prompt=prompt, api_base=base, api_key=key, **more)


def wait(video_id):
    while True:
        video = litellm.video_status(video_id=video_id, api_base=base, api_key=key)
        if video.status not in ("queued", "in_progress"):
            return video
        time.sleep(0.1)


def refusal(call):
    try:
        call()
    except Exception as error:
        return str(error)


text = make("A paper boat in the rain", seconds="5", size="1280x720")
done = wait(text.id)
seen["text"] = {"status": done.status, "seconds": done.seconds}
content = litellm.video_content(video_id=text.id, api_base=base, api_key=key)
seen["sha256"] = hashlib.sha256(content).hexdigest()
with open(picture, "rb") as file:
    seen["picture"] = wait(make("A cat wakes up", input_reference=file).id).status
frame = lambda url, role: {"type": "image_url", "image_url": {"url": url}, "role": role}
frames = [frame("https://example.com/first.png", "first_frame"), frame("https://example.com/last.png", "last_frame")]
seen["frames"] = wait(make("Day becomes night", extra_body={"content": frames}).id).status
reference = [frame("https://example.com/cat.png", "reference_image")]
seen["reference"] = wait(make("A cat walks", extra_body={"content": reference, "resolution": "2K"}).id).status
seen["listed"] = len(litellm.video_list(**place)["data"])
failed = wait(make("A boat [[fails-input]]").id)
seen["failed"] = {"status": failed.status, "error": failed.error}
seen["refused"] = refusal(lambda: make("A boat", seconds="16"))
seen["unknown"] = refusal(lambda: litellm.video_status(video_id="123456789012345", **place))
print(json.dumps(seen, default=str))
