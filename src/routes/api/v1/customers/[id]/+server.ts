import { doors } from '#lib/server/http/api.ts';
import { getCustomer } from '#lib/server/http/operations/customers.ts';

export const { GET, fallback } = doors(getCustomer);
