import { language, LANGUAGES, retell, say, speak } from "./words.js";

const form = document.getElementById("form");
const told = document.getElementById("told");

for (const [name, tag, words] of LANGUAGES.filter(([each]) => each !== language)) {
  const button = Object.assign(document.createElement("button"), { type: "button", lang: tag, textContent: words });
  button.addEventListener("click", () => speak(name));
  document.getElementById("languages").append(button);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void signIn(new FormData(form).get("secret"));
});

async function signIn(secret) {
  told.textContent = "";
  const body = secret.startsWith("hq_") ? { key: secret.trim() } : { password: secret };
  try {
    const reply = await fetch("/api/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (reply.ok) location.assign(destination());
    else told.textContent = retell((await reply.json()).error);
  } catch {
    told.textContent = say`The dashboard does not answer.`;
  }
}

/** A page of ours, and nothing else. */
function destination() {
  const wanted = new URLSearchParams(location.search).get("to") ?? "/";
  const url = new URL(wanted, location.origin);
  return wanted.startsWith("/") && url.origin === location.origin ? `${url.pathname}${url.search}` : "/";
}
