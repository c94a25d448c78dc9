/** Chinese wording rules: each finds the words that make a question hard to answer, or nothing. */
import type { Hit, Wording } from './wording.ts';

/** Words in which a joining character joins nothing, and pairs that are one thing to whoever answers. */
const single = new RegExp(
  [
    '[及]时|涉及|普及|及格|危及|提及|顾及|触及|来得及|以及时|遍及|波及',
    '和谐|和解|共和|温和|缓和|总和|饱和|和平|调和|亲和|柔和|暖和|和气|随和|和睦|和善',
    '所得相符|与\\p{Script=Han}{1,6}(相符|相称|匹配|一致)|而且|尚且|况且|暂且|并且不|又一|又是|参与|与其|与否|赠与|给与|授与|与会|或许|抑或|或多或少|与众不同|与时俱进',
    '(亲友|亲戚|朋友|同事|家人|同行|伙伴)(和|或|及|与|、|或者)(亲友|亲戚|朋友|同事|家人|同行|伙伴)',
    '(之前|前|过去)(和|与|及|或)\\p{Script=Han}{0,3}(之后|后|现在|将来)',
    '(满意|好|容易|同意|可能|高|快|多|清楚|有)(或|或者|还是)(不|没)\\p{Script=Han}{1,3}',
    '(研发|条款)和(开发|条件)',
    // "with": you and we deal with each other, A compared with B.
    '(和|与)\\s*(您|我们|你们|贵公司|本公司|客服|同行|…)?\\s*\\p{Script=Han}{0,6}?(相比|比较|对比|沟通|合作|联系|往来|接触|打交道|交流|互动|对接|之间|一样|相同|一致|有关|相关|对话|相处)'
  ].join('|'),
  'gu'
);
const joined = /(\p{Script=Han}{1,4}|…\s?)(以及|及其|并且|且|或者|和|及|与|或|又|、)(\s?…|\p{Script=Han}{1,4})/u;

function doubled(text: string): Hit | null {
  const found = joined.exec(text.replace(/[（(][^）)]*[）)]/g, '').replace(single, ' – '));
  return found === null ? null : { detail: found[0] };
}

const praise =
  /(我们|本公司|…|原供应商|这款|这么)\s?(的)?(优质|优秀|卓越|一流|出色|领先|贴心|完美|周到|顶级|屡获殊荣|糟糕|恶劣|卓越|金牌)的?|(优质的|卓越的|一流的|精彩的|出色的|优秀的|精心的|领先的|屡获殊荣的|贴心的|完美的|顶级的|糟糕的|恶劣的)/;
const pushes =
  /难道|岂不|不是吗|是不是(也|都)|您?(也|一定|肯定|想必)(也|会|都)?(很|非常|十分)?(觉得|认为|同意|推荐|喜欢|支持|满意)|众所周知|显然|毫无疑问|毋庸置疑|不言而喻|(大家|人人)都?(认为|觉得|知道|喜欢)|(大)?(多数|部分)?(客户|顾客|用户|人)们?都(认为|觉得|同意|喜欢|支持)|是否同意.{0,20}(非常|十分|最为|极其)|(同意|赞成).{0,20}吧/;

function leading(text: string): Hit | null {
  const pushed = pushes.exec(text);
  if (pushed !== null) return { detail: pushed[0] };
  const praised = praise.exec(text);
  if (praised === null) return null;
  const word =
    /(优质|优秀|卓越|一流|出色|领先|贴心|完美|周到|顶级|精彩|精心|屡获殊荣|糟糕|恶劣|金牌)的?/.exec(praised[0])?.[0] ??
    '';
  return {
    detail: word,
    rewrite: text.replace(word, /(我们|本公司|供应商)$/.test(text.slice(0, text.indexOf(word))) ? '的' : '')
  };
}

/** Asked openly, or no negation although the character stands there. */
const open =
  /(\p{Script=Han})不\1|(\p{Script=Han})没\2|有没有|是否|能否|可否|与否|不错|不同(?!意)|不断|不仅|不但|不过|不久|无论|无线|未来|非常|除非|差不多|不适用|不知道|满意(还是|或|或者)不满意|同意(还是|或|或者)不同意|了不起|无所谓|别的|别人|特别|分别|区别|类别|级别|个别|性别/gu;
const negation =
  /不得不|不能没有|从来没有|没有|没|并非|非不|不|无法|无|未|莫|否认|反对|拒绝|禁止|避免|防止|缺乏|难以|取消/gu;
const twofold = new Set(['不得不', '不能没有', '非不']);

function negated(text: string): Hit | null {
  const found = [...text.replace(open, '–').matchAll(negation)].map(([word]) => word);
  const count = found.reduce((sum, word) => sum + (twofold.has(word) ? 2 : 1), 0);
  return count < 2 ? null : { detail: found.join('……') };
}

const allOrNothing =
  /总是|从不|从来|一直都?在?|完全|绝对|所有的?(人|时候|问题|事情)|任何时候|每次都|永远|百分之百|100 ?%|毫无例外|始终|一切/;
const milder: Readonly<Record<string, string>> = { 总是: '通常', 从不: '很少', 始终: '通常', 完全: '', 绝对: '' };

function absolute(text: string): Hit | null {
  const word = allOrNothing.exec(text)?.[0];
  if (word === undefined) return null;
  const better = milder[word];
  return better === undefined ? { detail: word } : { detail: word, rewrite: text.replace(word, better) };
}

const trade =
  /赋能|抓手|闭环|触点|颗粒度|全链路|链路|打法|痛点|对齐|生态位|私域|中台|拉通|组合拳|交付物|心智|协同效应|底层逻辑|顶层设计|沉淀|方法论|赛道|降本增效|客户旅程|价值主张|利益相关方|可落地/;

const behaviour =
  /(多久|多长时间).{0,8}(一次|次)|几次|多少次|频率|频繁|经常.{0,8}吗|(是否|曾经?|有没有).{0,4}(使用|购买|联系|投诉|访问|拨打|收到|遇到|退货|下单|到访)过?|(使用|购买|联系|投诉|访问|拨打|收到|遇到|退|下|去|买|打|用|换|参加|看|听说|提交|推荐|咨询|订|修|申请|安装)过|过(几|多少)|花了?(费了?)?多少/;
const period =
  /最近|(最近|近|过去|上|本|这|今|去|前|未来|接下来|今后|头)(一|两|二|三|四|五|六|半|十二|几|\s?\d+\s?)?(个)?(天|日|周|星期|月|季度?|年|次)|每(天|日|周|星期|个?月|季度?|年)|以来|上次|上一次|本次|此次|目前|现在|今天|昨天|通常|平时|期间|\d+ ?(天|个?月|周|年)(内|里|以内)|一(天|周|个月|年)(内|里|中)|合并(前|后|之前|之后)|\d{4} ?年|最早|第一次|首次/;

export const chinese: Wording = {
  family: 'zh',
  rules: { 'double-barrelled': doubled, leading, 'double-negative': negated, absolute },
  jargon: trade,
  limit: 40,
  // Characters; a word or number in Latin letters counts as one.
  length: (text) => (text.match(/\p{Script=Han}|[\p{Script=Latin}\p{N}…]+/gu) ?? []).length,
  unit: 'characters',
  isBehaviour: (text) => behaviour.test(text),
  hasPeriod: (text) => period.test(text),
  withPeriod: (text) => `最近三个月，${text}`,
  times: /天|日|周|星期|月|季|年/,
  gist(text) {
    const left = text.replace(empty, '').replace(/[^\p{Script=Han}\p{L}\p{N}]/gu, '');
    return left.length < 2
      ? [left].filter(Boolean)
      : Array.from({ length: left.length - 1 }, (_, at) => left.slice(at, at + 2));
  },
  sensitive:
    /年龄|多大(年纪|岁数)|几岁|出生|收入|工资|薪水|月薪|年薪|薪资|宗教|信仰|民族|种族|性别|性取向|婚姻|婚否|已婚|健康状况|疾病|病史|残疾|政治面貌|党派|负债|债务|信用(分|评分|记录)|犯罪|身份证|护照|手机号|电话号码|家庭住址|国籍|怀孕/
};
const empty =
  /总体而言|总体上?|整体(上|而言)?|总的来说|请问|请|您?(觉得|认为|感到)|如何评价|怎么看待|怎么样|怎样|如何|评价|满意程度|满意|感到|是否|有多大可能|可能性有多大|有多|程度|我们的?|您|贵公司|对于?|在|会|写得|还|吗|呢|的|了|得|这次|？|。|，/g;
