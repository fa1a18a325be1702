/** Of the page of the API: no files, scripts, fonts or pictures of anybody. The colours are those of the dashboard. */
export const STYLE = `
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --line: #e2e5ea; --text: #1a1f27; --faint: #5d6775;
  --link: #1d5fd6; --code: #eef1f5; --get: #1d5fd6; --post: #17743f; --patch: #8a5a00; --delete: #b52f2f; }
@media (prefers-color-scheme: dark) { :root { --page: #11151b; --card: #1a2028; --line: #2c343f; --text: #e6eaf0;
  --faint: #9aa6b5; --link: #7fb0ff; --code: #0c1015; --get: #7fb0ff; --post: #3fb871; --patch: #eea63a; --delete: #f0807c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { margin: 0; font-size: 1.6rem; } h1 small { font-size: .9rem; font-weight: 400; color: var(--faint); }
h2 { margin: 2.2rem 0 .2rem; font-size: 1.2rem; } h3 { margin: 1rem 0 .3rem; font-size: .95rem; }
p { margin: .3rem 0 .6rem; } .faint { color: var(--faint); } a { color: var(--link); }
nav a { display: inline-block; margin: 0 .9rem .2rem 0; }
code, pre { font: 13px/1.5 ui-monospace, monospace; } code { overflow-wrap: anywhere; }
pre { margin: .4rem 0; padding: .7rem .9rem; background: var(--code); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
details { margin: .4rem 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
details > div { padding: 0 .9rem .8rem; border-top: 1px solid var(--line); }
summary { padding: .5rem .9rem; cursor: pointer; display: flex; flex-wrap: wrap; gap: .1rem .7rem; align-items: baseline; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
summary b { font: 600 12px/1.5 ui-monospace, monospace; min-width: 3.4rem; } summary span { color: var(--faint); }
.get { color: var(--get); } .post { color: var(--post); } .patch { color: var(--patch); } .delete { color: var(--delete); }
table { width: 100%; border-collapse: collapse; font-size: 14px; } th { text-align: left; font-weight: 600; }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; }
@media (max-width: 40rem) { table, tbody, tr, td { display: block; } thead { display: none; } tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
  td { padding: 0; border: 0; } td:first-child { white-space: normal; } }
`;
