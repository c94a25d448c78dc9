import { doors } from '#lib/server/http/api.ts';
import { getPrograms, postProgram } from '#lib/server/http/operations/programs.ts';

export const { GET, POST, fallback } = doors(getPrograms, postProgram);
