/**
 * The style of the pages. Colours are those of the launcher page: text reaches WCAG's contrast of 4.5, borders and signs 3.
 * Where the system forces its own colours, borders and the outline of buttons stay.
 */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ink: #1f1f1f; --soft: #5c5c5c; --paper: #fff; --box: #f5f5f5; --line: #d5d5d5; --edge: #767676; --link: #0d47a1;
  --brand: #1565c0; --on-brand: #fff;
  --waiting: #0d47a1; --failed: #a31515; --ended: #454545; --locked: #7a3e00; --missing: #5b2a86;
  --advice: #fff6e5; --advice-line: #b26a00
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #ececec; --soft: #b3b3b3; --paper: #1a1a1a; --box: #262626; --line: #474747; --edge: #8f8f8f; --link: #8ec5ff;
    --brand: #90caf9; --on-brand: #0b1a29;
    --waiting: #90caf9; --failed: #ff8a80; --ended: #c4c4c4; --locked: #ffb74d; --missing: #d0a7f0;
    --advice: #33280f; --advice-line: #ffb74d
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: clamp(1.25rem, 10vh, 6rem) clamp(1rem, 4vw, 2rem) 2rem }
h1, h2, p, dl, dd, pre, form { margin: 0 }
h1 { font-size: 1.5rem; line-height: 1.3; font-weight: 600 }
h1, p, dd { overflow-wrap: anywhere }
h2 { font-size: 0.9rem; font-weight: 600; color: var(--soft) }
header { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.75rem; align-items: start }
.sign { width: 2rem; height: 2rem; color: var(--ended) }
.waiting .sign { color: var(--waiting) }
.failed .sign { color: var(--failed) }
.locked .sign { color: var(--locked) }
.missing .sign { color: var(--missing) }
.part { margin-top: 1rem }
.part p + p { margin-top: 0.5rem }
.advice { padding: 0.6rem 0.9rem; background: var(--advice); border-inline-start: 4px solid var(--advice-line); border-radius: 0 4px 4px 0 }
progress { display: block; width: 100%; height: 0.6rem; accent-color: var(--brand) }
.progress p { margin-top: 0.35rem; color: var(--soft); font-size: 0.9rem }
.note { margin-bottom: 0.6rem }
.next { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.25rem }
button { font: inherit; font-weight: 600; padding: 0.5rem 1.4rem; border: 1px solid transparent; border-radius: 4px; background: var(--brand); color: var(--on-brand); cursor: pointer }
button:hover { filter: brightness(1.1) }
a { color: var(--link); display: inline-block; padding-block: 0.25rem }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px }
.log { display: flex; flex-direction: column-reverse; overflow: auto; max-height: 50vh; margin-top: 0.4rem; border: 1px solid var(--line); border-radius: 4px; background: var(--box) }
pre { padding: 0.7rem 0.9rem; font: 0.8125rem/1.5 Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4 }
dl { display: grid; grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr); gap: 0.2rem 1rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.9rem }
dt { color: var(--soft) }
@media print { .next { display: none } .log { max-height: none } }
`;
