import { may, type Permission } from '#lib/server/access/roles.ts';
import { unread } from '#lib/server/alert-inbox.ts';
import { listCompanies, listTimeline, readOrganisation } from '#lib/server/companies.ts';
import { requirePerson } from '#lib/server/http/guard.ts';

const NAVIGATION: {
  key: 'overview' | 'scores' | 'customers' | 'surveys' | 'programs' | 'interviews' | 'alerts' | 'merger';
  needs: Permission;
}[] = [
  { key: 'overview', needs: 'scores.read' },
  { key: 'scores', needs: 'scores.read' },
  { key: 'customers', needs: 'customers.read' },
  { key: 'surveys', needs: 'surveys.read' },
  { key: 'programs', needs: 'programs.read' },
  { key: 'interviews', needs: 'interviews.run' },
  { key: 'alerts', needs: 'alerts.read' },
  { key: 'merger', needs: 'merger.read' }
];

export const load = async (event) => {
  const person = requirePerson(event);
  const { app, locale, now, scope, theme } = event.locals;
  const organisation = await readOrganisation(app.db.app, now);
  const companies = await listCompanies(app.db.app);
  return {
    person: { id: person.id, name: person.name, role: person.role },
    may: {
      people: may(person.role, 'people.manage'),
      keys: may(person.role, 'keys.manage'),
      imports: may(person.role, 'imports.run'),
      outbox: may(person.role, 'outbox.read'),
      calls: may(person.role, 'interviews.run'),
      programs: may(person.role, 'programs.read'),
      paper: may(person.role, 'paper.key')
    },
    // Who runs programs comes to the calls from them; who only calls needs a word of their own.
    navigation: NAVIGATION.filter(
      ({ key, needs }) => may(person.role, needs) && (key !== 'interviews' || !may(person.role, 'programs.read'))
    ).map(({ key }) => key),
    unread: may(person.role, 'alerts.read') ? (await unread(app.db.app, scope, person.id, now)).size : 0,
    organisation: { name: organisation.name, demo: organisation.demo },
    companies: companies.map(({ id, key, name, position }) => ({
      id,
      key,
      name,
      position,
      access: scope.companies[id] ?? null
    })),
    timeline: await listTimeline(app.db.app),
    locale,
    theme,
    now
  };
};
