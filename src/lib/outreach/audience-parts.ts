/** The parts of an audience that are lists of codes of the customer. */
export const audienceParts = ['stages', 'segments', 'regions', 'tiers', 'channels', 'locales'] as const;
export type AudiencePart = (typeof audienceParts)[number];
