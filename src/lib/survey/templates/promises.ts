/** What respondents are told: who asks and how long it takes, who sees what, what is kept. Kept by the product, so said in one place. */
import type { Localised, SurveyDocument } from '../document.ts';
import { say } from './say.ts';

const minutesInWords = ['', 'one minute', 'two minutes', 'three minutes', 'four minutes', 'five minutes'];

/** Who asks, why this person, how long (UX-16); whoever needs more opens the details. */
export function trust(
  minutes: number,
  reason: Localised,
  details: SurveyDocument['trust']['details']
): SurveyDocument['trust'] {
  const long = minutesInWords[minutes] ?? `${minutes} minutes`;
  return {
    line: say(
      `About ${long}. You are asked because ${reason.en}.`,
      `约需 ${minutes} 分钟。${reason['zh-CN']}，所以想听听您的看法。`
    ),
    details
  };
}

const whoAsks = { term: say('Who asks', '谁在询问'), text: say('{{company}}', '{{company}}') };
const questions = {
  term: say('Questions', '联系方式'),
  text: say('{{contact|Reply to the message that brought you here.}}', '{{contact|请直接回复您收到的邀请。}}')
};

/** What customers are told about who sees what. */
export const customerDetails: SurveyDocument['trust']['details'] = [
  whoAsks,
  {
    term: say('Who sees my answers', '谁能看到'),
    text: say(
      'The people at {{company}} entrusted with customer records. Everybody else sees totals of five or more people.',
      '{{company}} 负责客户资料的人员。其他人只能看到五人及以上的汇总结果。'
    )
  },
  {
    term: say('My name', '我的姓名'),
    text: say(
      'Stands beside your answers for those people only, so that they can come back to you.',
      '只有上述人员能看到姓名与答案的对应关系，以便与您联系。'
    )
  },
  questions
];

export const employeeDetails: SurveyDocument['trust']['details'] = [
  whoAsks,
  {
    term: say('Who sees my answers', '谁能看到'),
    text: say(
      'The few people who run this survey. Your managers and everybody else see totals of ten or more people.',
      '只有负责本次调查的少数人员。您的上级和其他人只能看到十人及以上的汇总结果。'
    )
  },
  questions
];

/** The privacy text: what it is for, in the survey's own words, and what holds for every survey of customers. */
export function customerPrivacy(purpose: Localised): SurveyDocument['privacy'] {
  return {
    version: '1',
    text: say(
      `${purpose.en} Answering is voluntary. You can leave out any question and stop at any time.

We keep your answers together with the time, the language, the way you were invited, and what we knew about your customer relationship on that day: company, region, segment and stage. We do not keep your network address with them.

People at {{company}} who are entrusted with customer records see your answers with your name. Everybody else, the leadership included, sees totals of five or more people.

You may ask at any time what is kept about you, have it corrected or erased, and say that you want no more surveys. {{contact|Reply to the message that brought you here.}}`,
      `${purpose['zh-CN']}是否作答由您决定；任何一题都可以跳过，也可以随时停下。

我们会保存您的答案，以及作答时间、所用语言、邀请方式和当天的客户关系信息（所属公司、地区、客户类别与所处阶段）。答案中不保存您的网络地址。

{{company}} 负责客户资料的人员可以看到您的姓名和答案。其他人（包括管理层）只能看到五人及以上的汇总结果。

您可以随时查询我们保存的信息，要求更正或删除，也可以选择不再接收问卷。{{contact|请直接回复您收到的邀请。}}`
    )
  };
}

export const usualPurpose = say(
  '{{company}} asks you these questions to learn how well it serves you and to put right what does not work.',
  '{{company}} 希望通过这份问卷了解自己服务得怎么样，并改进做得不好的地方。'
);

export const employeePrivacy: SurveyDocument['privacy'] = {
  version: '1',
  text: say(
    `{{company}} asks its employees these questions to learn how the merger works out for them and to act on it. Answering is voluntary, and no disadvantage follows from answering or from not answering. You can leave out any question and stop at any time.

We keep your answers together with the time, the language and your company and unit. We do not keep your network address with them.

The few people who run this survey can see single answers. Your managers and everybody else see totals of ten or more people. Please write nothing in open fields that tells who you are, unless you want to.

You may ask at any time what is kept about you, and have it corrected or erased. {{contact|Reply to the message that brought you here.}}`,
    `{{company}} 希望通过这份问卷了解合并给员工带来的影响，并据此改进。是否作答完全自愿，作答与否都不会对您产生任何不利影响；任何一题都可以跳过，也可以随时停下。

我们会保存您的答案，以及作答时间、所用语言、所在公司和部门。答案中不保存您的网络地址。

负责本次调查的少数人员可以看到单份答卷。您的上级和其他人只能看到十人及以上的汇总结果。除非您愿意，请不要在开放题中写下可以识别您身份的内容。

您可以随时查询我们保存的信息，要求更正或删除。{{contact|请直接回复您收到的邀请。}}`
  )
};
