import { html, useState } from "./html.js";
import { act, ActButton, ask, mayAct, tell, useSession } from "./acts.js";
import { bytes, count, money, time } from "./format.js";
import { Empty, findAddress, UsageBar } from "./pieces.js";

export function TenantsPage({ live: { state } }) {
  if (state === undefined) return html`<main><h1>Tenants</h1></main>`;
  const { tenants, keys } = state;
  return html`<main>
    <h1>Tenants</h1>
    ${tenants.length === 0 && html`<${Empty}>None yet: they come with their first batch.<//>`}
    <div class="cards" id="tenants">
      ${tenants.map((tenant) => html`<${Tenant} key=${tenant.tenant} tenant=${tenant} />`)}
    </div>
    <section aria-labelledby="keys-title"><${Keys} keys=${keys} /></section>
  </main>`;
}

function Tenant({ tenant }) {
  const {
    tenant: name,
    weight,
    share,
    paused,
    unfinished,
    keptBytes,
    budgetMicroUsd,
    reservedMicroUsd,
    spentMicroUsd,
    quotas,
  } = tenant;
  const body = { name };
  const spent =
    budgetMicroUsd === undefined
      ? `${money(spentMicroUsd)} spent`
      : `${money(spentMicroUsd)} of ${money(budgetMicroUsd)} spent`;
  const quotaWords = [
    quotas.requestsPerMinute === undefined ? undefined : `${count(quotas.requestsPerMinute)} requests per minute`,
    quotas.maxUnfinished === undefined ? undefined : `${count(quotas.maxUnfinished)} unfinished`,
    quotas.maxBytes === undefined ? undefined : bytes(quotas.maxBytes),
  ].filter((word) => word !== undefined);
  return html`<article class="card" aria-label=${`Tenant ${name}`}>
    <h2>${name}${paused && html` <span class="badge state-submission_unknown">paused</span>`}</h2>
    <p>
      <a href=${findAddress(`tenant=${name}`)}>${count(unfinished)} unfinished</a
      >${` · weight ${weight}`}${share !== undefined && ` (${Math.round(share * 100)} % of what starts now)`}
    </p>
    <p>${spent}${reservedMicroUsd > 0 && ` · ${money(reservedMicroUsd)} in flight`}</p>
    ${budgetMicroUsd !== undefined && html`<${UsageBar} used=${spentMicroUsd + reservedMicroUsd} allowed=${budgetMicroUsd} words=${spent} />`}
    <p class="note">
      ${bytes(keptBytes)} kept · quotas: ${quotaWords.length === 0 ? "the gateway's defaults" : quotaWords.join(", ")}
    </p>
    <p class="buttons">
      ${
        paused
          ? html`<${ActButton} act="tenant.resume" role="admin" body=${body} label="Resume" />`
          : html`<${ActButton}
              act="tenant.pause"
              role="admin"
              body=${body}
              label="Pause…"
              title=${`Pause ${name}`}
              confirm="Pause"
              says="It starts no new videos; those in flight finish."
            />`
      }
      <${ActButton}
        act="tenant.set"
        role="admin"
        body=${body}
        label="Change…"
        title=${`Change ${name}`}
        confirm="Change it"
        says="Empty: none, or the gateway's own."
        fields=${[
          {
            name: "weight",
            type: "number",
            min: "0.001",
            step: "any",
            label: "Weight beside other tenants",
            value: weight,
          },
          {
            name: "budget_usd",
            type: "number",
            min: "0",
            step: "0.01",
            label: "Budget in all, in US dollars",
            value: budgetMicroUsd === undefined ? "" : budgetMicroUsd / 1e6,
            none: null,
          },
          {
            name: "requests_per_minute",
            type: "number",
            min: "0",
            label: "Requests per minute",
            value: quotas.requestsPerMinute ?? "",
            none: null,
          },
          {
            name: "max_unfinished",
            type: "number",
            min: "0",
            label: "Unfinished generations",
            value: quotas.maxUnfinished ?? "",
            none: null,
          },
          {
            name: "max_bytes",
            type: "number",
            min: "0",
            label: "Kept bytes",
            value: quotas.maxBytes ?? "",
            none: null,
          },
        ]}
      />
    </p>
  </article>`;
}

function Keys({ keys }) {
  const session = useSession();
  const [made, setMade] = useState();
  async function make() {
    const values = await ask({
      title: "Make an API key",
      confirm: "Make it",
      fields: [
        { name: "tenant", label: "Tenant" },
        { name: "role", label: "Role", options: ["read", "submit", "admin"], value: "" },
        { name: "name", label: "Name, for people" },
      ],
      says: "read looks; submit also makes and changes; admin also changes accounts and tenants.",
    });
    if (values === undefined) return;
    try {
      const answer = await act("key.create", values);
      setMade(answer.data.token);
      tell(answer);
    } catch (error) {
      tell({ told: error.message, refused: true });
    }
  }
  const may = mayAct(session, "admin") && session.tenant === undefined;
  return html`<div class="card">
    <h2 id="keys-title">API keys</h2>
    ${made && html`<p class="notice"><code>${made}</code> is shown once: copy it now.</p>`}
    ${keys.length === 0 && html`<${Empty}>None.<//>`}
    <ul class="plain" id="keys">
      ${keys.map(
        ({ id, tenant, role, name, createdAt }) =>
          html`<li key=${id}>
            <code>${id}</code> ${tenant}, ${role}${name && `, ${name}`} ${" "}<span class="faint"
              >made ${time(createdAt)}</span
            >
            ${may && html` <${ActButton} act="key.revoke" role="admin" danger body=${{ id }} label="Revoke…" title=${`Revoke ${id}`} confirm="Revoke" says="It is good for nothing from now on. This cannot be undone." />`}
          </li>`,
      )}
    </ul>
    ${may && html`<p class="buttons"><button type="button" onClick=${() => void make()}>Make a key…</button></p>`}
  </div>`;
}
