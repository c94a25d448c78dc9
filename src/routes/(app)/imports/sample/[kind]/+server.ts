import { error } from '@sveltejs/kit';
import { importKinds } from '#lib/customers/fields.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { csvResponse } from '#lib/server/http/csv.ts';

const samples: Record<(typeof importKinds)[number], string[][]> = {
  customers: [
    'customer_id,name,account,email,phone,country,region,segment,industry,value_eur,since,stage,language,channel'.split(
      ','
    ),
    'C-0001,Ines Moreau,Moreau SA,ines@moreau.example,+33155014820,FR,North,Enterprise,Retail,1200.50,2020-01-31,Stable,fr,web'.split(
      ','
    ),
    'C-0002,陈思远,,siyuan@mail.example,+8617401758472,CN,East,Consumer,,49.64,2022-05-14,Development,zh-CN,phone'.split(
      ','
    )
  ],
  stages: [
    ['customer_id', 'stage', 'valid_from'],
    ['C-0001', 'development', '2023-01-02'],
    ['C-0001', 'stable', '2024-06-01']
  ],
  invitations: [
    ['invitation_id', 'customer_id', 'invited_at', 'channel', 'locale', 'kind'],
    ['I-0001', 'C-0001', '2025-01-02T08:00:00Z', 'email', 'fr', 'relationship']
  ],
  answers: [
    'response_id,customer_id,invitation_id,answered_at,received_at,channel,locale,nps,csat,ces,q_product,q_service,q_innovation,q_brand,q_price,q_supply,repurchase_intent,comment'.split(
      ','
    ),
    'Q-0001,C-0001,I-0001,2025-01-02T11:30:00Z,2025-01-02T11:30:00Z,email,fr,9,5,6,4,5,3,4,4,5,5,'.split(',')
  ]
};

export const GET = (event) => {
  requirePermission(event, 'imports.run');
  const kind = importKinds.find((one) => one === event.params.kind);
  if (!kind) error(404, 'no such sample');
  return csvResponse(`concord-${kind}.csv`, samples[kind]);
};
