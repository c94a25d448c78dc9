import { doors } from '#lib/server/http/api.ts';
import { getProgram } from '#lib/server/http/operations/programs.ts';

export const { GET, fallback } = doors(getProgram);
