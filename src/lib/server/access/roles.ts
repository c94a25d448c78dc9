import type { Role } from '#lib/merger/scope.ts';

/** What a role may do. On which records is the scope's business; a role never widens it, not even admin. */
const permissions = {
  'people.manage': ['admin'],
  'organisation.manage': ['admin'],
  'keys.manage': ['admin'],
  'outbox.read': ['admin', 'editor'],
  'imports.run': ['admin', 'editor'],
  'customers.read': ['admin', 'editor', 'analyst', 'agent'],
  'surveys.read': ['admin', 'editor', 'analyst'],
  'surveys.edit': ['admin', 'editor'],
  'programs.read': ['admin', 'editor', 'analyst'],
  'programs.run': ['admin', 'editor'],
  'paper.key': ['admin', 'editor', 'agent'],
  'interviews.run': ['admin', 'editor', 'agent'],
  'responses.read': ['admin', 'editor', 'analyst', 'agent'],
  'scores.read': ['admin', 'editor', 'analyst', 'agent', 'leader'],
  'alerts.read': ['admin', 'editor', 'analyst', 'agent', 'leader'],
  'alerts.work': ['admin', 'editor', 'analyst', 'agent'],
  'alerts.manage': ['admin', 'editor', 'analyst'],
  'merger.read': ['admin', 'editor', 'analyst', 'agent', 'leader']
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

export const roles = ['admin', 'editor', 'analyst', 'agent', 'leader'] as const satisfies readonly Role[];

export function may(role: Role, permission: Permission): boolean {
  return (permissions[permission] as readonly Role[]).includes(role);
}

/** The roles that may do this. */
export function rolesWith(permission: Permission): readonly Role[] {
  return permissions[permission];
}
