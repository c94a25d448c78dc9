import type { Scope } from '#lib/merger/scope.ts';
import type { App as Concord } from '#lib/server/app.ts';
import type { Actor } from '#lib/server/access/audit.ts';
import type { Person } from '#lib/server/access/session.ts';

declare global {
  namespace App {
    interface Locals {
      app: Concord;
      now: Date;
      requestId: string;
      locale: 'en' | 'zh-CN';
      theme: '' | 'light' | 'dark';
      /** Language of a respondent's page where it is not that of the application. Its load sets it. */
      page?: { language: string; dir: 'ltr' | 'rtl' };
      /** Origins of the sites that may frame this answer (S-31). Nobody where there are none. */
      frames?: readonly string[];
      /** Who is logged in; null on public pages and on the API. */
      person: Person | null;
      sessionId: string | null;
      /** What the reader may see: the person's or the key's. Nothing for everybody else. */
      scope: Scope;
      actor: Actor;
    }
    interface Error {
      message: string;
      requestId?: string;
      /** How a respondent's link stands, for the page that says so. */
      notice?: {
        reason: 'answered' | 'opted_out' | 'closed' | 'expired' | 'full';
        language: string;
        company: import('#lib/survey/brand.ts').Face;
        /** Answers that were sent may still be changed. */
        mayChange?: boolean;
      };
    }
  }
}
