/** Invented people and firms of the simulated merger, Chinese and Western. Addresses use reserved domains and numbers nobody owns. */
import type { Language, Segment } from './settings.ts';

const surnames = [
  ['王', 'Wang'],
  ['李', 'Li'],
  ['张', 'Zhang'],
  ['刘', 'Liu'],
  ['陈', 'Chen'],
  ['杨', 'Yang'],
  ['赵', 'Zhao'],
  ['黄', 'Huang'],
  ['周', 'Zhou'],
  ['吴', 'Wu'],
  ['徐', 'Xu'],
  ['孙', 'Sun'],
  ['胡', 'Hu'],
  ['朱', 'Zhu'],
  ['高', 'Gao'],
  ['林', 'Lin'],
  ['何', 'He'],
  ['郭', 'Guo'],
  ['马', 'Ma'],
  ['罗', 'Luo'],
  ['梁', 'Liang'],
  ['宋', 'Song'],
  ['郑', 'Zheng'],
  ['谢', 'Xie'],
  ['韩', 'Han'],
  ['唐', 'Tang'],
  ['冯', 'Feng'],
  ['董', 'Dong'],
  ['萧', 'Xiao'],
  ['程', 'Cheng']
] as const;
const given = [
  ['伟', 'wei'],
  ['芳', 'fang'],
  ['娜', 'na'],
  ['敏', 'min'],
  ['静', 'jing'],
  ['强', 'qiang'],
  ['磊', 'lei'],
  ['洋', 'yang'],
  ['艳', 'yan'],
  ['勇', 'yong'],
  ['军', 'jun'],
  ['杰', 'jie'],
  ['娟', 'juan'],
  ['涛', 'tao'],
  ['明', 'ming'],
  ['超', 'chao'],
  ['霞', 'xia'],
  ['平', 'ping'],
  ['辉', 'hui'],
  ['桂', 'gui'],
  ['鹏', 'peng'],
  ['婷', 'ting'],
  ['雪', 'xue'],
  ['琳', 'lin'],
  ['晨', 'chen'],
  ['浩', 'hao'],
  ['宇', 'yu'],
  ['欣', 'xin'],
  ['怡', 'yi'],
  ['佳', 'jia']
] as const;
const western: Readonly<
  Record<Exclude<Language, 'zh'>, { readonly first: readonly string[]; readonly last: readonly string[] }>
> = {
  en: {
    first: [
      'Olivia',
      'James',
      'Amelia',
      'Daniel',
      'Grace',
      'Thomas',
      'Hannah',
      'Peter',
      'Ruth',
      'Oscar',
      'Fiona',
      'Edward',
      'Nora',
      'Simon',
      'Clara',
      'Hugh'
    ],
    last: [
      'Smith',
      'Taylor',
      'Walker',
      'Carter',
      'Morgan',
      'Bailey',
      'Fraser',
      'Hughes',
      'Ellis',
      'Palmer',
      'Reid',
      'Shaw',
      'Barnes',
      'Marsh',
      'Lowe',
      'Frost'
    ]
  },
  fr: {
    first: ['Manon', 'Lucas', 'Camille', 'Hugo', 'Chloé', 'Louis', 'Inès', 'Jules', 'Léa', 'Rémi'],
    last: ['Girard', 'Moreau', 'Lefèvre', 'Roux', 'Fontaine', 'Chevalier', 'Blanc', 'Garnier', 'Faure', 'Mercier']
  },
  de: {
    first: ['Anna', 'Jonas', 'Lena', 'Lukas', 'Marie', 'Felix', 'Sophie', 'Moritz', 'Julia', 'Tobias'],
    last: ['Schmidt', 'Krüger', 'Koch', 'Brandt', 'Vogel', 'Winkler', 'Seidel', 'Lorenz', 'Busch', 'Hartmann']
  }
};
const firms = {
  zh: {
    city: ['上海', '南京', '苏州', '杭州', '武汉', '成都', '青岛', '长沙', '西安', '厦门'],
    word: ['远联', '创恒', '信达', '诚泰', '明川', '瑞和', '通创', '华岭', '嘉禾', '金桥', '海拓', '盛元'],
    trade: {
      建筑业: '建设',
      物流业: '物流',
      制造业: '机械',
      能源: '能源',
      金融业: '金融',
      教育: '教育',
      零售业: '商贸'
    }
  },
  other: {
    word: [
      'Oakhurst',
      'Granton',
      'Moorland',
      'Eastlake',
      'Dunmore',
      'Inverleith',
      'Quarry',
      'Linden',
      'Harbour',
      'Northgate',
      'Willow',
      'Stonebridge'
    ],
    form: { en: 'Ltd', fr: 'S.A.', de: 'GmbH' }
  }
} as const;

/** Industries in the order of both languages. */
export const industries = [
  ['Construction', '建筑业'],
  ['Logistics', '物流业'],
  ['Manufacturing', '制造业'],
  ['Energy', '能源'],
  ['Finance', '金融业'],
  ['Education', '教育'],
  ['Retail', '零售业']
] as const;

export interface Identity {
  readonly name: string;
  readonly account: string;
  /** Index in `industries`; null for a consumer. */
  readonly industry: number | null;
  readonly email: string;
  readonly phone: string;
  readonly country: 'CN' | 'GB' | 'FR' | 'DE';
}

const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)]!;
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .toLowerCase();
const digits = (n: number, random: () => number) => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');

/** A person, of a firm unless a consumer. `serial` keeps every e-mail address different. */
export function invent(language: Language, segment: Segment, serial: number, random: () => number): Identity {
  const industry = segment === 'consumer' ? null : Math.floor(random() * industries.length);
  const mailHosts = ['post.example', 'mail.example', 'inbox.test', 'home.test'];
  let name: string;
  let latin: string;
  let account = '';
  let host = pick(mailHosts, random);
  if (language === 'zh') {
    const [family, familyLatin] = pick(surnames, random);
    const parts = random() < 0.35 ? [pick(given, random)] : [pick(given, random), pick(given, random)];
    name = family + parts.map(([sign]) => sign).join('');
    latin = `${parts.map(([, sound]) => sound).join('')}.${familyLatin.toLowerCase()}`;
    if (industry !== null) {
      const trade = firms.zh.trade[industries[industry]![1]];
      account = `${pick(firms.zh.city, random)}${pick(firms.zh.word, random)}${trade}有限公司`;
      host = `firm${serial % 977}.example`;
    }
  } else {
    const first = pick(western[language].first, random);
    const last = pick(western[language].last, random);
    name = `${first} ${last}`;
    latin = `${plain(first)}.${plain(last)}`;
    if (industry !== null) {
      const word = pick(firms.other.word, random);
      account = `${word} ${industries[industry]![0]} ${firms.other.form[language]}`;
      host = `${word.toLowerCase()}${serial % 89}.example`;
    }
  }
  // 174 00 is not given out by Chinese carriers; 0113 496 0 is reserved for drama; the others are invented in the same way.
  const phones = {
    zh: `+86 1740${digits(7, random)}`,
    en: `+44 113 4960${digits(3, random)}`,
    fr: `+33 5 3649 ${digits(4, random)}`,
    de: `+49 30 23125${digits(3, random)}`
  };
  const country = ({ zh: 'CN', en: 'GB', fr: 'FR', de: 'DE' } as const)[language];
  return { name, account, industry, email: `${latin}${serial}@${host}`, phone: phones[language], country };
}
