/** Prints one element and nothing of the page around it. */

const OUT = "data-hf-unprinted";

export function printOnly(wanted: Element): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@media print { [${OUT}] { display: none !important } }`);
  const marked: Element[] = [];
  const roots: (Document | ShadowRoot)[] = [];
  for (let node: Node = wanted; node.parentNode || node instanceof ShadowRoot; ) {
    const parent: Node = node instanceof ShadowRoot ? node.host : node.parentNode!;
    for (const beside of node instanceof ShadowRoot ? [] : parent.childNodes) {
      if (beside !== node && beside instanceof Element && beside !== document.head) marked.push(beside);
    }
    if (parent instanceof Document || parent instanceof ShadowRoot) roots.push(parent);
    node = parent;
  }
  for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  for (const beside of marked) beside.setAttribute(OUT, "");
  addEventListener("afterprint", () => {
    for (const beside of marked) beside.removeAttribute(OUT);
    for (const root of roots) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((it) => it !== sheet);
  }, { once: true });
  print();
}
