"""What a user of OpenAI's Python SDK does. Prints one line of JSON: what came of each step."""

import base64
import hashlib
import json
import sys
import warnings

import openai

warnings.simplefilter("ignore")
base_url, key, picture = sys.argv[1:4]
client = openai.OpenAI(base_url=base_url, api_key=key, max_retries=0)
wanted = {"model": "MiniMax-Hailuo-2.3", "prompt": "A harbour at dawn"}
seen = {}

video = client.videos.create_and_poll(**wanted, seconds="6", size="1366x768", poll_interval_ms=50)
seen["text"] = {"status": video.status, "seconds": video.seconds, "id": video.id}
content = client.videos.download_content(video.id).read()
seen["sha256"] = hashlib.sha256(content).hexdigest()

with open(picture, "rb") as file:
    framed = client.videos.create_and_poll(
        model=wanted["model"], prompt="The cat looks up", input_reference=file, poll_interval_ms=50
    )
seen["picture"] = framed.status
with open(picture, "rb") as file:
    data = "data:image/png;base64," + base64.b64encode(file.read()).decode()
# The SDK itself refuses objects as input_reference.
named = client.videos.create_and_poll(
    model=wanted["model"], prompt="The cat sleeps", extra_body={"image_url": data}, poll_interval_ms=50
)
seen["data_url"] = named.status

again = [client.videos.create(**wanted, extra_headers={"Idempotency-Key": "order-7"}).id for _ in range(2)]
seen["same"] = again[0] == again[1]
client.videos.poll(again[0], poll_interval_ms=50)

seen["listed"] = len([one.id for one in client.videos.list(limit=2, order="asc")])
seen["deleted"] = client.videos.delete(video.id).deleted
seen["gone"] = video.id not in [one.id for one in client.videos.list()]

try:
    client.videos.create(**wanted, seconds="8")
except openai.BadRequestError as error:
    seen["refused"] = {"param": error.param, "code": error.code, "message": error.message}
flagged = client.videos.create_and_poll(model=wanted["model"], prompt="[[flagged]] A harbour", poll_interval_ms=50)
seen["failed"] = {"status": flagged.status, "code": flagged.error.code}
print(json.dumps(seen))
