import { isKnown } from '#lib/alerts/level.ts';
import { may } from '#lib/server/access/roles.ts';
import * as rules from '#lib/server/alert-rules.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

export const load = async (event) => {
  const person = requirePermission(event, 'alerts.read');
  const { app } = event.locals;
  return {
    mayManage: may(person.role, 'alerts.manage'),
    rules: (await rules.list(app.db.app)).map(({ id, name, enabled, document, calibration, recipients }) => ({
      ...{ id, name, enabled, document },
      // Null: nothing to judge yet, so no rate is known.
      rate: isKnown(calibration)
        ? { perNode: calibration.perNode.perYear, together: calibration.together.perYear }
        : null,
      recipients: recipients.length
    }))
  };
};
