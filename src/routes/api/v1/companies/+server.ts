import { doors } from '#lib/server/http/api.ts';
import { getCompanies, postCompany } from '#lib/server/http/operations/companies.ts';

export const { GET, POST, fallback } = doors(getCompanies, postCompany);
