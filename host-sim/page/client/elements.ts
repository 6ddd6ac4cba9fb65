/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Small tools for the page's elements: made once, and changed only where something changed. */

type Child = Node | string;
type Attributes = Readonly<Record<string, string>>;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Icons are drawn, not typed: no font has to have them. Shapes tell states without colour. */
export function icon(shape: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  svg.append(path(shape));
  return svg;
}

export function setIcon(svg: SVGSVGElement, shape: string): void {
  const drawn = svg.firstElementChild;
  if (drawn !== null) setAttribute(drawn, 'd', shape);
}

function path(shape: string): SVGPathElement {
  const drawn = document.createElementNS(SVG, 'path');
  drawn.setAttribute('d', shape);
  return drawn;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Leaves equal text alone, so that selections and assistive technology are not disturbed. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

export function setAttribute(target: Element, name: string, value: string): void {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

/** As many children as `values`, each brought up to date in its place. */
export function setRows<Value>(
  parent: Element,
  values: readonly Value[],
  make: () => HTMLElement,
  show: (row: HTMLElement, value: Value) => void,
): void {
  while (parent.children.length > values.length) parent.lastElementChild?.remove();
  while (parent.children.length < values.length) parent.append(make());
  values.forEach((value, index) => {
    show(parent.children[index] as HTMLElement, value);
  });
}

/** The child at a place that is known to exist. */
export const part = (row: Element, index: number): HTMLElement =>
  row.children[index] as HTMLElement;

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

export const meta = (name: string): string =>
  document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? '';
