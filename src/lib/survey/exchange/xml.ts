/**
 * XML as a small tree. A document type, entities of one's own, and anything too deep, too many or too large is refused while it is
 * read, so a hostile file costs no more than its own size (S-03, S-46).
 */
import sax from 'sax';
import { textLimit } from './json.ts';
import { Refused } from './report.ts';

export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  readonly text: string;
}

const depthLimit = 12;
const elementLimit = 300_000;
const attributeLimit = 10_000;

/** Reads XML text strictly. Attributes are read over; comments and instructions too. */
export function readXml(text: string): Element {
  if (text.length > textLimit) throw new Refused('too_big', `At most ${textLimit} characters`);
  const parser = sax.parser(true, { strictEntities: true } as sax.SAXOptions);
  const open: { name: string; children: Element[]; text: string[] }[] = [{ name: '', children: [], text: [] }];
  let count = 0;
  parser.ondoctype = () => {
    throw new Refused('doctype', 'A document type is not read');
  };
  parser.onerror = (error) => {
    const [first = ''] = error.message.split('\n');
    throw first.includes('entity')
      ? new Refused('entity', 'Entities of one’s own are not read')
      : new Refused('not_xml', `The text is not XML: ${first.slice(0, 100)}, line ${parser.line + 1}`);
  };
  parser.onattribute = ({ value }) => {
    if (value.length > attributeLimit) throw new Refused('too_big', 'An attribute is too long');
  };
  parser.onopentagstart = ({ name }) => {
    count += 1;
    if (count > elementLimit) throw new Refused('too_many_parts', `At most ${elementLimit} elements`);
    if (open.length > depthLimit) throw new Refused('too_deep', `At most ${depthLimit} levels`);
    open.push({ name, children: [], text: [] });
  };
  parser.onclosetag = () => {
    const { name, children, text: pieces } = open.pop()!;
    open.at(-1)!.children.push({ name, children, text: pieces.join('') });
  };
  parser.ontext = parser.oncdata = (piece) => open.at(-1)!.text.push(piece);
  // In pieces, so that a refusal comes before the rest is looked at.
  for (let at = 0; at < text.length; at += 65_536) parser.write(text.slice(at, at + 65_536));
  parser.close();
  const root = open[0]!.children[0];
  if (open.length > 1 || root === undefined) throw new Refused('not_xml', 'The text is not XML');
  return root;
}
