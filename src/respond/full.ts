/** The script of a page of any kind: everything an answer can be, and answers that stand alone. */
import './alone.ts';
import './main.ts';
