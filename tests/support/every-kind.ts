/** A survey with every kind of question, for tests of the respondent's page: three languages, conditions, a branch and demands. */
import { readDocument } from '../../src/lib/survey/format.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';

const t = (en: string, zh: string, ar: string) => ({ en, 'zh-CN': zh, ar });
const none = t('Does not apply', '不适用', 'لا ينطبق');
const satisfied = {
  '1': t('very dissatisfied', '非常不满意', 'غير راضٍ إطلاقًا'),
  '5': t('very satisfied', '非常满意', 'راضٍ جدًا')
};
const five = { min: 1, max: 5, labels: satisfied };
const picture = (sign: string, alt: ReturnType<typeof t>) => ({ sha256: sign.repeat(64), alt });

const cities =
  'Amsterdam Beijing Cairo Dublin Edinburgh Florence Geneva Hamburg İzmir Jakarta Kyoto Lisbon Madrid Nairobi'
    .split(' ')
    .map((city) => ({
      code: city
        .normalize('NFKD')
        .replace(/[^A-Za-z]/g, '')
        .toLowerCase(),
      text: t(city, city, city)
    }));

const pages = [
  {
    id: 'scales',
    questions: [
      {
        id: 'recommend',
        kind: 'nps',
        required: true,
        text: t('How likely are you to recommend us?', '您有多大可能向他人推荐我们？', 'ما مدى احتمال أن توصي بنا؟'),
        scale: {
          min: 0,
          max: 10,
          labels: {
            '0': t('not at all likely', '完全不可能', 'غير محتمل إطلاقًا'),
            '10': t('extremely likely', '极有可能', 'محتمل جدًا')
          }
        },
        naLabel: t('I cannot say', '说不清', 'لا أعرف')
      },
      {
        id: 'quality',
        kind: 'rating',
        look: 'stars',
        text: t('How good is the product?', '产品质量如何？', 'ما جودة المنتج؟'),
        scale: { min: 1, max: 5, labels: { '1': t('poor', '差', 'ضعيف'), '5': t('excellent', '优秀', 'ممتاز') } }
      },
      {
        id: 'mood',
        kind: 'csat',
        look: 'smileys',
        text: t('How was your last visit?', '您上次到访感觉如何？', 'كيف كانت زيارتك الأخيرة؟'),
        scale: five,
        naLabel: none
      },
      {
        id: 'value',
        kind: 'rating',
        text: t('Is it worth its price?', '是否物有所值？', 'هل يستحق سعره؟'),
        scale: {
          min: 1,
          max: 7,
          direction: 'descending',
          labels: { '1': t('not at all', '完全不值', 'إطلاقًا'), '7': t('fully', '非常值得', 'تمامًا') }
        }
      },
      {
        id: 'ease',
        kind: 'ces',
        text: t('How easy was it to get help?', '获得帮助容易吗？', 'ما مدى سهولة الحصول على المساعدة؟'),
        scale: {
          min: 1,
          max: 5,
          labels: { '1': t('very difficult', '非常困难', 'صعب جدًا'), '5': t('very easy', '非常容易', 'سهل جدًا') }
        }
      }
    ]
  },
  {
    id: 'grids',
    title: t('Our service', '我们的服务', 'خدمتنا'),
    questions: [
      {
        id: 'service',
        kind: 'matrix',
        required: true,
        text: t('How satisfied are you with these?', '您对以下各项满意吗？', 'ما مدى رضاك عما يلي؟'),
        scale: {
          ...five,
          labels: {
            ...satisfied,
            '2': t('dissatisfied', '不满意', 'غير راضٍ'),
            '3': t('neither', '一般', 'محايد'),
            '4': t('satisfied', '满意', 'راضٍ')
          }
        },
        items: [
          { id: 'speed', text: t('Speed of delivery', '交货速度', 'سرعة التسليم') },
          {
            id: 'skill',
            text: t(
              'How well the people you speak with know your business and its history',
              '与您沟通的人员对您的业务及过往情况的了解程度',
              'مدى معرفة من تتحدث معهم بعملك وتاريخه'
            )
          },
          {
            id: 'repair',
            text: t('How it was put right', '问题的处理结果', 'كيف أُصلح الأمر'),
            showIf: { question: 'quality', op: 'le', value: 2 }
          }
        ],
        naLabel: none
      },
      {
        id: 'gap',
        kind: 'pairs',
        text: t('What did you expect, and what did you get?', '您的期望与实际感受如何？', 'ماذا توقعت وماذا وجدت؟'),
        sides: { expected: t('Expected', '期望', 'المتوقع'), perceived: t('Got', '实际', 'الفعلي') },
        scale: five,
        items: [
          { id: 'tools', text: t('Modern equipment', '设备先进', 'معدات حديثة') },
          { id: 'staff', text: t('Friendly people', '员工友善', 'موظفون ودودون') }
        ]
      }
    ]
  },
  {
    id: 'lists',
    questions: [
      {
        id: 'plan',
        kind: 'choice',
        text: t('Which of these do you use?', '您使用的是哪一种？', 'أيها تستخدم؟'),
        options: [
          {
            code: 'small',
            text: t('Small', '小型', 'صغير'),
            image: picture('a', t('A small box', '一个小盒子', 'صندوق صغير'))
          },
          {
            code: 'large',
            text: t('Large', '大型', 'كبير'),
            image: picture('b', t('A large box', '一个大盒子', 'صندوق كبير'))
          },
          { code: 'else', text: t('Another one', '其他', 'آخر'), other: true }
        ]
      },
      {
        id: 'city',
        kind: 'dropdown',
        text: t('Which branch do you know best?', '您最熟悉哪个分店？', 'أي فرع تعرفه أكثر؟'),
        options: [...cities, { code: 'else', text: t('Another city', '其他城市', 'مدينة أخرى'), other: true }],
        naLabel: none
      },
      {
        id: 'used',
        kind: 'multiple',
        required: true,
        text: t('What have you used this year?', '今年您使用过哪些服务？', 'ماذا استخدمت هذا العام؟'),
        choose: { min: 2, max: 3 },
        options: [
          { code: 'shop', text: t('The shop', '门店', 'المتجر') },
          { code: 'web', text: t('The web site', '网站', 'الموقع') },
          { code: 'phone', text: t('The telephone', '电话', 'الهاتف') },
          { code: 'visit', text: t('A visit', '上门服务', 'زيارة') },
          { code: 'else', text: t('Something else', '其他', 'شيء آخر'), other: true },
          { code: 'none', text: t('None of these', '以上都没有', 'لا شيء مما سبق'), exclusive: true }
        ]
      },
      {
        id: 'again',
        kind: 'yesno',
        text: t('Would you buy again?', '您会再次购买吗？', 'هل ستشتري مجددًا؟'),
        naLabel: none
      },
      {
        id: 'why',
        kind: 'text',
        text: t('What holds you back?', '您有什么顾虑？', 'ما الذي يمنعك؟'),
        lines: 3,
        showIf: { question: 'again', op: 'eq', value: 'no' }
      }
    ],
    next: [{ if: { question: 'again', op: 'eq', value: 'na' }, to: 'gone' }]
  },
  {
    id: 'orders',
    questions: [
      {
        id: 'rank',
        kind: 'ranking',
        required: true,
        text: t('What matters most to you?', '您最看重什么？', 'ما الأهم بالنسبة لك؟'),
        options: [
          { code: 'price', text: t('Price', '价格', 'السعر') },
          { code: 'quality', text: t('Quality', '质量', 'الجودة') },
          { code: 'speed', text: t('Speed', '速度', 'السرعة') },
          {
            code: 'repair',
            text: t('Putting things right', '售后处理', 'إصلاح الأخطاء'),
            showIf: { question: 'quality', op: 'le', value: 2 }
          }
        ]
      },
      {
        id: 'top',
        kind: 'ranking',
        text: t('Your two favourite colours', '您最喜欢的两种颜色', 'لوناك المفضلان'),
        choose: { min: 1, max: 2 },
        options: [
          { code: 'red', text: t('Red', '红色', 'أحمر') },
          { code: 'green', text: t('Green', '绿色', 'أخضر') },
          { code: 'blue', text: t('Blue', '蓝色', 'أزرق') }
        ],
        naLabel: none
      },
      {
        id: 'share',
        kind: 'sum',
        text: t('How do you divide your budget?', '您的预算如何分配？', 'كيف توزع ميزانيتك؟'),
        total: 100,
        options: [
          { code: 'us', text: t('With us', '本公司', 'لدينا') },
          { code: 'them', text: t('With others', '其他公司', 'لدى غيرنا') },
          { code: 'own', text: t('Made ourselves', '自行解决', 'نصنعه بأنفسنا') }
        ]
      }
    ]
  },
  {
    id: 'words',
    questions: [
      {
        id: 'story',
        kind: 'text',
        text: t('What should we know?', '您还有什么想告诉我们？', 'ماذا ينبغي أن نعرف؟'),
        hint: t('A sentence or two is enough.', '一两句话即可。', 'جملة أو جملتان تكفيان.'),
        lines: 4,
        length: { min: 5, max: 200 }
      },
      {
        id: 'order',
        kind: 'text',
        text: t('Your last order number', '您最近的订单号', 'رقم طلبك الأخير'),
        pattern: {
          source: '[A-Z]{2}-[0-9]{4}',
          message: t(
            'Two capital letters, a dash and four digits.',
            '两个大写字母、短横线和四位数字。',
            'حرفان كبيران وشرطة وأربعة أرقام.'
          )
        }
      },
      {
        id: 'years',
        kind: 'number',
        text: t('For how long have you been a customer?', '您成为客户多久了？', 'منذ متى وأنت عميل؟'),
        range: { min: 0, max: 80, decimals: 1, unit: t('years', '年', 'سنوات') },
        checks: [
          {
            holds: {
              any: [
                { question: 'recommend', op: 'ge', value: 1 },
                { question: 'years', op: 'lt', value: 50 }
              ]
            },
            message: t(
              'After so many years, and not at all likely?',
              '合作这么多年，却完全不推荐吗？',
              'بعد كل هذه السنوات؟'
            )
          }
        ],
        naLabel: none
      },
      {
        id: 'hope',
        kind: 'slider',
        text: t('How do you see next year?', '您如何看待明年？', 'كيف ترى العام القادم؟'),
        range: {
          min: 0,
          max: 100,
          step: 5,
          unit: t('points', '分', 'نقطة'),
          ends: { low: t('gloomy', '悲观', 'متشائم'), high: t('bright', '乐观', 'متفائل') }
        },
        naLabel: none
      },
      {
        id: 'since',
        kind: 'date',
        text: t('When did you last visit us?', '您上次到访是哪一天？', 'متى زرتنا آخر مرة؟'),
        days: { from: '2026-01-01', to: '2026-12-31' },
        naLabel: none
      }
    ]
  },
  {
    id: 'you',
    questions: [
      {
        id: 'thanks',
        kind: 'statement',
        text: t('Nearly done.', '即将完成。', 'أوشكت على الانتهاء.'),
        hint: t('The last questions are about you.', '最后是关于您的问题。', 'الأسئلة الأخيرة عنك.')
      },
      {
        id: 'reach',
        kind: 'contact',
        text: t('How can we reach you?', '如何与您联系？', 'كيف نتواصل معك؟'),
        parts: [
          { part: 'name', required: false },
          { part: 'company', required: false },
          { part: 'email', required: true },
          { part: 'phone', required: false }
        ]
      },
      {
        id: 'agree',
        kind: 'consent',
        required: true,
        text: t('You may write to me about my answers.', '您可以就我的回答与我联系。', 'يمكنكم مراسلتي بشأن إجاباتي.')
      }
    ]
  }
];

/** Ids of its pages. */
export const everyPage = pages.map(({ id }) => id);

/** The document. */
export function everyKind(key = 'every-kind'): SurveyDocument {
  const arabic = (text: Record<string, string>) => ({ ...text, ar: text.en ?? '' });
  const { privacy, trust, thanks } = postMergerRelationship;
  const reading = readDocument({
    ...postMergerRelationship,
    key,
    title: arabic(postMergerRelationship.title),
    heading: t('Tell us how it is', '请告诉我们您的感受', 'أخبرنا برأيك'),
    languages: ['en', 'zh-CN', 'ar'],
    trust: {
      line: t(
        'About five minutes. You are asked because you are a customer of {{company}}.',
        '约五分钟。您是 {{company}} 的客户，所以想听听您的看法。',
        'نحو خمس دقائق. نسألك لأنك عميل لدى {{company}}.'
      ),
      details: trust.details.map(({ term, text }) => ({ term: arabic(term), text: arabic(text) }))
    },
    privacy: { ...privacy, text: arabic(privacy.text) },
    pages,
    endings: [
      {
        id: 'gone',
        kind: 'complete',
        title: t('Good-bye.', '再见。', 'وداعًا.'),
        text: t('Thank you all the same.', '仍然感谢您。', 'شكرًا لك على أي حال.')
      }
    ],
    thanks: {
      bands: [],
      otherwise: { title: arabic(thanks.otherwise.title), text: arabic(thanks.otherwise.text) }
    }
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
}
