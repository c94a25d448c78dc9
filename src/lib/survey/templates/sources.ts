/** Sources that several questionnaires name. */
export const source = {
  nps: 'Recommendation: Reichheld, F. F. (2003). The One Number You Need to Grow. Harvard Business Review 81(12), 46-54.',
  acsi: 'Overall satisfaction, confirmation, ideal: Fornell, C. et al. (1996). The American Customer Satisfaction Index. Journal of Marketing 60(4), 7-18.',
  effort:
    'Effort: Dixon, M., Freeman, K., Toman, N. (2010). Stop Trying to Delight Your Customers. Harvard Business Review 88(7/8), 116-122.',
  effortTwo: 'Ease (CES 2.0): Dixon, M., Toman, N., DeLisi, R. (2013). The Effortless Experience. Portfolio.',
  servqual:
    'Service dimensions: Parasuraman, A., Zeithaml, V. A., Berry, L. L. (1988). SERVQUAL. Journal of Retailing 64(1), 12-40.',
  intentions:
    'Intentions: Zeithaml, V. A., Berry, L. L., Parasuraman, A. (1996). The Behavioral Consequences of Service Quality. Journal of Marketing 60(2), 31-46.',
  loyalty: 'Loyalty: Oliver, R. L. (1999). Whence Consumer Loyalty? Journal of Marketing 63, 33-44.',
  switching:
    'Reasons for leaving: Keaveney, S. M. (1995). Customer Switching Behavior in Service Industries. Journal of Marketing 59(2), 71-82.',
  merger:
    'Customers in a merger: Homburg, C., Bucerius, M. (2005). A Marketing Perspective on Mergers and Acquisitions. Journal of Marketing 69(1), 95-113.',
  trust:
    'Trust and commitment: Morgan, R. M., Hunt, S. D. (1994). The Commitment-Trust Theory of Relationship Marketing. Journal of Marketing 58(3), 20-38.'
} as const;
