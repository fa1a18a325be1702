import { html, useEffect, useRef, useState } from "./html.js";
import { refusalOf } from "./live.js";
import { retell, say } from "./words.js";

let session = { role: "read" };
const watchers = new Set();

/** Who has signed in, and what may be changed. */
export function useSession() {
  const [known, setKnown] = useState(session);
  useEffect(() => {
    watchers.add(setKnown);
    setKnown(session);
    return () => watchers.delete(setKnown);
  }, []);
  return known;
}

const AGAIN_MS = 2000;

export async function loadSession() {
  const reply = await fetch("/api/session", { cache: "no-store" }).catch(() => undefined);
  if (reply?.ok) session = await reply.json();
  for (const tell of watchers) tell(session);
  // A service that is away for a moment says nothing of who has signed in.
  if (reply === undefined || reply.status >= 500) setTimeout(() => void loadSession(), AGAIN_MS);
}

const RANKS = ["read", "submit", "admin"];

export function mayAct({ role, csrf }, needed) {
  return csrf !== undefined && RANKS.indexOf(role) >= RANKS.indexOf(needed);
}

export async function signOut() {
  await fetch("/api/session", { method: "DELETE", headers: { "x-csrf-token": session.csrf ?? "" } });
  location.assign(session.has_password ? "/sign-in" : "/");
}

/** Carries out an action; its answer has `told`, and `refused` where nothing was done. Throws what cannot be tried. */
export async function act(name, body) {
  const reply = await fetch(`/api/act/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": session.csrf ?? "" },
    body: JSON.stringify(body),
  });
  const answer = await reply.json();
  if (answer.told === undefined) throw refusalOf(reply, answer);
  return { ...answer, told: retell(answer.told) };
}

const host = { ask: undefined, tell: undefined };

/** A sentence at the edge of the page, with a way back where there is one. */
export function tell(answer) {
  host.tell?.(answer);
}

/** Carries out an action and tells what came of it. False when it failed. */
export async function run(name, body) {
  try {
    const answer = await act(name, body);
    tell(answer);
    return answer;
  } catch (error) {
    tell({ told: error.message, refused: true });
    return undefined;
  }
}

/**
 * Asks before something is done: a title, what it means, fields to fill in. Resolves with their values, with the reason
 * as `why`; undefined when it was given up.
 */
export function ask(question) {
  return new Promise((resolve) => host.ask?.({ ...question, resolve }));
}

/** A button that asks first, where there is something to say, and then acts. Not there for who may not. */
export function ActButton({ act: name, body, role = "submit", label, title, says, fields, danger, plain, confirm }) {
  const known = useSession();
  const [busy, setBusy] = useState(false);
  if (!mayAct(known, role)) return undefined;
  async function click() {
    const values = plain ? {} : await ask({ title: title ?? label, says, fields, danger, confirm: confirm ?? label });
    if (values === undefined) return;
    setBusy(true);
    await run(name, { ...body, ...values });
    setBusy(false);
  }
  return html`<button type="button" class=${danger ? "danger" : ""} disabled=${busy} onClick=${() => void click()}>
    ${label}
  </button>`;
}

/** The dialog and the notices, once in a page. */
export function ActHost() {
  const [question, setQuestion] = useState();
  const [notices, setNotices] = useState([]);
  host.ask = setQuestion;
  host.tell = (answer) => {
    const notice = { ...answer, key: Math.random() };
    setNotices((before) => [...before.slice(-2), notice]);
    setTimeout(() => setNotices((before) => before.filter((other) => other !== notice)), answer.undo ? 20_000 : 10_000);
  };
  return html`
    ${question && html`<${Dialog} question=${question} close=${() => setQuestion(undefined)} />`}
    <div class="notices" role="status" aria-live="polite">
      ${notices.map(
        (notice) =>
          html`<p key=${notice.key} class=${notice.refused ? "toast bad" : "toast"}>
            <span>${notice.told}</span>
            ${
              notice.undo &&
              html`<button
                type="button"
                onClick=${() => {
                  setNotices((before) => before.filter((other) => other !== notice));
                  void run(notice.undo.act, notice.undo.body);
                }}
              >
                ${say`Undo`}
              </button>`
            }
          </p>`,
      )}
    </div>
  `;
}

function Dialog({ question, close }) {
  const { title, says, fields = [], danger, confirm = say`Do it`, reason = true, resolve, wide } = question;
  const place = useRef();
  useEffect(() => {
    place.current?.showModal();
  }, []);
  function end(values) {
    close();
    resolve(values);
  }
  function submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const values = {};
    for (const field of fields) {
      const value = readField(field, form.get(field.name));
      if (value !== undefined) values[field.name] = value;
    }
    const why = event.target.elements.why?.value.trim() ?? "";
    end({ ...values, ...(why === "" ? {} : { why }) });
  }
  return html`<dialog
    ref=${place}
    class=${wide ? "wide" : ""}
    aria-labelledby="dialog-title"
    onCancel=${() => end(undefined)}
  >
    <form onSubmit=${submit}>
      <h2 id="dialog-title">${title}</h2>
      ${says && html`<div class="says">${says}</div>`}
      ${fields.map((field) => html`<${Field} key=${field.name} field=${field} />`)}
      ${
        reason &&
        html`<label
          >${say`Reason, for the audit`}
          <input name="why" maxlength="500" autocomplete="off" placeholder=${say`optional`}
        /></label>`
      }
      <p class="buttons">
        <button type="button" onClick=${() => end(undefined)}>${say`Leave it`}</button>
        <button type="submit" class=${danger ? "danger main" : "main"}>${confirm}</button>
      </p>
    </form>
  </dialog>`;
}

function Field({ field }) {
  const { name, label, type = "text", value, options, words = {}, hint, min, max, step, required = false } = field;
  if (type === "checkbox")
    return html`<label class="check"><input type="checkbox" name=${name} defaultChecked=${value} /> ${label}</label>`;
  const control =
    options !== undefined
      ? html`<select name=${name} defaultValue=${value}>
          ${options.map((option) => html`<option value=${option} selected=${option === value}>${words[option] ?? option}</option>`)}
        </select>`
      : type === "textarea"
        ? html`<textarea name=${name} rows="6" defaultValue=${value}></textarea>`
        : html`<input
            name=${name}
            type=${type}
            defaultValue=${value}
            min=${min}
            max=${max}
            step=${step}
            required=${required}
            autocomplete="off"
          />`;
  return html`<label>${label} ${control} ${hint && html`<span class="note">${hint}</span>`}</label>`;
}

/** Undefined for what was left as it was. */
function readField({ type, value, none }, given) {
  if (type === "checkbox") return given !== null;
  const text = typeof given === "string" ? given.trim() : "";
  if (type !== "number") return text === String(value ?? "") ? undefined : text;
  if (text === "") return value === undefined || value === "" || none === undefined ? undefined : none;
  return text === String(value ?? "") ? undefined : Number(text);
}
