/** Small words that stand in sentences and hardly ever in commands, of languages that write Latin letters; accents left out. */
export const functionWords: ReadonlySet<string> = new Set(
  [
    "the this these those that which whose is are was were be been being has have had not should must shall will would could can may might you your yours we our they their please because therefore however since while about into from with without only just also but and never always already every any all it its as there here what when why how who do does did don let us dear hello",
    "der die das dem den des ein eine einen einer ist sind war wird werden wurde nicht kein keine und oder aber bitte dieser diese dieses diesen sie ihr ihre wir uns mit ohne fur von zum zur bei auf auch nur als wie wenn weil dass hier sich",
    "le la les des un une est sont ete etre pas ne plus et ou mais ce cette ces vous votre vos nous dans pour sur avec sans par que qui comme tout tous il elle s il_faut merci ceci cela",
    "el los las una unos es son fue ser sin y pero por favor este esta estos usted su sus con para que como todo todas se lo ha han debe muy",
    "o os as uma e sao foi nao mas este esta voce seu sua com para que como todo todas isso deve sem do da dos das no na em",
    "il lo gli una sono stato non ma questo questa per con senza che come tutto tutti si deve di del della nel",
    "het een zijn niet geen en maar deze dit voor met zonder van dat als alle moet u uw je op aan",
    "jest sa nie i oraz ale ten ta to prosze dla bez ze jak wszystkie z w na sie byl",
    "bir bu su degil ve veya ama icin ile gibi tum lutfen olarak sen siz",
    "dan atau tetapi ini itu adalah tidak jangan untuk dengan tanpa yang sebagai semua mohon anda kamu dari pada",
    "je jsou neni a ale tento tato toto prosim pro bez jako vsechny ze na se s v byl",
    "och eller men ar inte det detta denna alla som for med utan att du ni den av har till i en ett",
    "og eller ikke det dette alle som med uten uden at du er av af en et til",
    "ja tai ei se tama kaikki on ole ala etta az es nem ez egy minden hogy si sau nu este toate ca sunt cua khong la va hay cho cac nay tat",
  ]
    .join(" ")
    .split(" "),
);
