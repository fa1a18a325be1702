import { html, render, useEffect, useState } from "./html.js";
import { AccountPage } from "./account.js";
import { ActHost, loadSession, signOut, useSession } from "./acts.js";
import { AuditPage } from "./audit.js";
import { BatchPage } from "./batch.js";
import { BatchesPage } from "./batches.js";
import { FindPage } from "./find.js";
import { roleWord, time } from "./format.js";
import { FrontPage } from "./front.js";
import { GenerationPage } from "./generation.js";
import { useLive } from "./live.js";
import { ModelPage, ModelsPage } from "./models.js";
import { tenantAddress } from "./pieces.js";
import { TenantPage, TenantsPage } from "./tenants.js";
import { language, LANGUAGES, retell, say, sentences, speak } from "./words.js";

const batchId = nameAfter("/batches/");
const id = nameAfter("/generations/");
const account = nameAfter("/accounts/");
const tenant = nameAfter("/tenants/");
const model = nameAfter("/models/");

/** What this address shows: a page, and what it follows. */
const [Page, livePath, props] = pageOf(location.pathname);

function pageOf(path) {
  if (batchId !== undefined)
    return [BatchPage, `/batches/${encodeURIComponent(batchId)}${location.search}`, { batchId }];
  if (id !== undefined) return [GenerationPage, `/generations/${encodeURIComponent(id)}`, { id }];
  if (account !== undefined) return [AccountPage, `/accounts/${encodeURIComponent(account)}`, { name: account }];
  if (tenant !== undefined) return [TenantPage, `/tenants/${encodeURIComponent(tenant)}`, { name: tenant }];
  if (model !== undefined) return [ModelPage, undefined, { name: model }];
  if (path === "/models") return [ModelsPage, "/models", {}];
  if (path === "/batches") return [BatchesPage, undefined, {}];
  if (path === "/find") return [FindPage, undefined, {}];
  if (path === "/tenants") return [TenantsPage, "/tenants", {}];
  if (path === "/audit") return [AuditPage, undefined, {}];
  return [FrontPage, "/overview.json", {}];
}

function nameAfter(prefix) {
  return location.pathname.startsWith(prefix) ? decodeURIComponent(location.pathname.slice(prefix.length)) : undefined;
}

const LINKS = [
  ["/", say`Overview`],
  ["/batches", say`Batches`],
  ["/find", say`Find`],
  ["/models", say`Models`],
  ["/tenants", say`Tenants`],
  ["/audit", say`Audit`],
  ["/queues", say`BullMQ jobs`],
];

const FOR_TENANTS = ["/", "/batches", "/find", "/audit"];

function Header({ status }) {
  const session = useSession();
  const whole = session.tenant === undefined || session.role === "admin";
  const links = LINKS.flatMap(([path, words]) => {
    if (whole || FOR_TENANTS.includes(path)) return [[path, words]];
    // A tenant sees itself, and no list of all.
    return path === "/tenants" ? [[tenantAddress(session.tenant), say`Your tenant`]] : [];
  });
  return html`<header>
    <a class="brand" href="/"><img src="/icon.svg" alt="" width="24" height="24" />hailuo-queue</a>
    <nav aria-label=${say`Pages`}>
      ${links.map(
        ([path, words]) =>
          html`<a
            href=${path}
            aria-current=${location.pathname === path ? "page" : undefined}
            title=${path === "/queues" ? sentences(say`The jobs of the three stages that run or are due, as BullMQ has them.`, say`Generations that wait for a slot, and jobs that are done, are not among them.`) : undefined}
            >${words}</a
          >`,
      )}
    </nav>
    ${livePath !== undefined && html`<p id="live" role="status" class=${status === "live" ? "good" : status === "not live" ? "bad" : ""}>${STATUSES[status]}</p>`}
    <${Languages} />
    <p class="who">
      ${
        session.csrf === undefined
          ? html`<span class="note">${say`read-only`}</span>
              <a href=${`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`}>${say`Sign in`}</a>`
          : html`<span class="note">${session.tenant ?? retell(session.who)} (${roleWord(session.role)})</span>
              <button type="button" onClick=${() => void signOut()}>${say`Sign out`}</button>`
      }
    </p>
  </header>`;
}

const STATUSES = { connecting: say`connecting`, live: say`live`, "not live": say`not live` };

/** The way to the other languages, each in its own name. */
function Languages() {
  return html`<p class="languages">
    ${LANGUAGES.filter(([name]) => name !== language).map(
      ([name, tag, words]) =>
        html`<button key=${name} type="button" lang=${tag} onClick=${() => speak(name)}>${words}</button>`,
    )}
  </p>`;
}

function App() {
  const live = useLive(livePath);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    void loadSession().finally(() => setReady(true));
  }, []);
  const { status, trouble, at, missing } = live;
  return html`
    <${Header} status=${status} />
    <div id="trouble" role="alert">
      ${
        trouble &&
        html`<p class="notice bad">
          ${sentences(trouble, at === undefined ? "" : say`Shown is what was known at ${time(at)}.`)}
        </p>`
      }
    </div>
    ${isReady && missing !== true && html`<${Page} ...${props} live=${live} />`}
    ${
      missing === true &&
      html`<main>
        <h1>${say`Not there`}</h1>
        <p><a href="/find">${say`Find generations`}</a></p>
      </main>`
    }
    <${ActHost} />
  `;
}

render(html`<${App} />`, document.getElementById("page"));
