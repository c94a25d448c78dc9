/** The script of a page of scales, choices and texts. */
import './main.ts';
