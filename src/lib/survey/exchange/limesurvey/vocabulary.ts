/** Words that LimeSurvey says itself and no file holds, in the languages known here; English for the others. */
type Own = Readonly<Record<string, string>>;

export const other: Own = { en: 'Other', de: 'Sonstiges', fr: 'Autre', it: 'Altro', es: 'Otro', zh: '其他' };
export const female: Own = { en: 'Female', de: 'Weiblich', fr: 'Féminin', it: 'Femmina', es: 'Femenino', zh: '女' };
export const male: Own = { en: 'Male', de: 'Männlich', fr: 'Masculin', it: 'Maschio', es: 'Masculino', zh: '男' };
export const comment: Own = {
  en: 'Please enter your comment here',
  de: 'Bitte schreiben Sie einen Kommentar zu Ihrer Auswahl',
  fr: 'Faites le commentaire de votre choix ici',
  it: 'Inserisci qui il tuo commento',
  es: 'Por favor, escriba su comentario aquí',
  zh: '请在此填写您的说明'
};

/** Answers of array types whose codes are fixed, by type. */
export const fixedAnswers: Readonly<Record<string, readonly { readonly raw: string; readonly words: Own }[]>> = {
  C: [
    { raw: 'Y', words: { en: 'Yes', de: 'Ja', fr: 'Oui', it: 'Sì', es: 'Sí', zh: '是' } },
    {
      raw: 'U',
      words: { en: 'Uncertain', de: 'Unsicher', fr: 'Incertain', it: 'Incerto', es: 'Dudoso', zh: '不确定' }
    },
    { raw: 'N', words: { en: 'No', de: 'Nein', fr: 'Non', it: 'No', es: 'No', zh: '否' } }
  ],
  E: [
    { raw: 'I', words: { en: 'Increase', de: 'Zunahme', fr: 'Augmente', it: 'Aumento', es: 'Aumenta', zh: '增加' } },
    { raw: 'S', words: { en: 'Same', de: 'Gleich', fr: 'Sans changement', it: 'Uguale', es: 'Igual', zh: '不变' } },
    {
      raw: 'D',
      words: { en: 'Decrease', de: 'Abnahme', fr: 'Diminue', it: 'Diminuzione', es: 'Disminuye', zh: '减少' }
    }
  ]
};
