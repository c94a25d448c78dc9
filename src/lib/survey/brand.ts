/** Colours of the respondent's page from the one colour a company gives, dark and light, never below the contrast text needs (UX-03). */

/** How a company looks to its customers: its name, its colour (sRGB hex) and its sign (a picture kept by Concord, by its SHA-256). */
export interface Face {
  readonly name: string;
  readonly colour?: string | undefined;
  readonly logo?: string | undefined;
}

/** The face of a company; nothing else of it reaches a respondent. */
export function faceOf({ name, brand }: { name: string; brand: Omit<Face, 'name'> }): Face {
  return { name, colour: brand.colour, logo: brand.logo };
}

export interface BrandColours {
  /** Chosen answers, button and name; the text on them; the shade under the pointer. sRGB hex. */
  readonly light: { readonly brand: string; readonly on: string; readonly tint: string };
  readonly dark: { readonly brand: string; readonly on: string; readonly tint: string };
}

type Rgb = readonly [number, number, number];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** The page behind, in light and dark: the paper of the design tokens. */
const paper: Rgb = [251, 250, 247];
const night: Rgb = [15, 18, 24];
const enough = 4.5;

/** The colours, or null when the colour is missing or no hex such as #0c5c50; the page then stays in ink. */
export function brandColours(hex: string | undefined): BrandColours | null {
  const given = parse(hex ?? '');
  if (given === null) return null;
  const light = towards(given, black, (colour) => contrast(colour, paper) >= enough);
  const dark = towards(given, white, (colour) => contrast(colour, night) >= enough);
  return {
    light: { brand: format(light), on: '#ffffff', tint: format(mix(white, light, 0.12)) },
    dark: { brand: format(dark), on: format(night), tint: format(mix(night, dark, 0.18)) }
  };
}

/** Contrast of two colours by WCAG 2, 1 to 21; null when one is no hex. */
export function contrastOf(one: string, other: string): number | null {
  const [a, b] = [parse(one), parse(other)];
  return a === null || b === null ? null : contrast(a, b);
}

function towards(from: Rgb, to: Rgb, good: (colour: Rgb) => boolean): Rgb {
  for (let step = 0; step < 20; step++) {
    const colour = mix(from, to, step / 20);
    if (good(colour)) return colour;
  }
  return to;
}

function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((part, at) => Math.round(part + ((to[at] ?? 0) - part) * share)) as unknown as Rgb;
}

function parse(hex: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  return match && (match.slice(1).map((part) => parseInt(part, 16)) as unknown as Rgb);
}

function format(colour: Rgb): string {
  return '#' + colour.map((part) => part.toString(16).padStart(2, '0')).join('');
}
