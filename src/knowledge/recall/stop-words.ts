/** English words that carry no topic. Compared in lower case, before stemming; merely frequent words are weighed by their frequency instead. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    'a about above after again all also am an and any are aren as at be because been before being below between both but by can cannot could couldn ' +
    'did didn do does doesn doing don done down during each else etc even ever every few for from further get gets getting go goes going got had hadn has hasn have haven having ' +
    'he her here hers him his how however i if im in into is isn it its itself just keep know let like ll make makes making many may me might mine more most much must my ' +
    'myself neither no nor not now of off ok okay on once one only or other others our ours out over own per please quite rather re really same say says see seem seems ' +
    'shall she should shouldn since so some something somewhere somehow still such sure than thank thanks that the their theirs them then there these they thing things this those though through ' +
    'thus to together too under until up upon us use used uses using ve very via want wants was wasn way ways we well were weren what when where whether which while who whom whose why will ' +
    'with within without won would wouldn yes yet you your yours yourself able actually already always anyway around perhaps maybe probably'
  ).split(' '),
);
