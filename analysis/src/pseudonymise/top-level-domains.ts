/**
 * Top-level domains of the root zone that are also words of programs or hardly met: the end of a host only where more says so.
 * https://data.iana.org/TLD/tlds-alpha-by-domain.txt
 */
export const rareDomains: ReadonlySet<string> = new Set(
  `aaa aarp abarth abb abbott abbvie abc able abogado abudhabi accenture accountant accountants aco actor ads adult aeg aero
  aetna afl africa agakhan aig airbus airforce airtel akdn alfaromeo alibaba alipay allfinanz allstate ally alsace alstom amazon
  americanexpress americanfamily amex amfam amica amsterdam analytics android anquan anz aol apartments apple aquarelle arab
  aramco archi army art arte asda associates athleta attorney auction audi audible audio auspost author auto autos avianca aws
  axa azure baby baidu banamex bananarepublic band bar barcelona barclaycard barclays barefoot bargains baseball basketball
  bauhaus bayern bbc bbt bbva bcg bcn beats beauty beer bentley berlin best bestbuy bet bharti bible bid bike bing bingo bio
  black blackfriday blockbuster bloomberg blue bms bmw bnpparibas boats boehringer bofa bom bond boo book booking bosch bostik
  boston bot boutique box bradesco bridgestone broadway broker brother brussels build builders business buy buzz bzh cab cafe
  cal call calvinklein cam camera camp canon capetown capitalone car caravan cards care career careers cars casa case cash
  casino cat catering catholic cba cbn cbre cbs ceo cern cfa cfd chanel channel charity chase chat cheap chintai christmas
  chrome church cipriani circle cisco citadel citi citic city cityeats claims cleaning clinic clinique clothing clubmed coach
  codes coffee college cologne comcast commbank community compare computer comsec condos construction contact contractors
  cooking cookingchannel cool coop corsica country coupon coupons courses cpa credit creditcard creditunion cricket crown crs
  cruise cruises cuisinella cymru cyou dabur dad dance data date dating datsun day dclk dds deal dealer deals degree delivery
  dell deloitte delta democrat dental dentist desi dhl diamonds diet direct directory discount discover dish diy dnp docs doctor
  dog domains dot download drive dtv dubai dunlop dupont durban dvag dvr earth eat eco edeka emerck engineer enterprises epson
  equipment ericsson erni esq estate etisalat eurovision eus expert exposed express extraspace fage fail fairwinds faith family
  fan fans farm farmers fashion fast fedex feedback ferrari ferrero fiat fidelity fido film final financial fire firestone
  firmdale fish fishing fit fitness flickr flights flir florist flowers fly foo food foodnetwork football ford forex forsale
  forum foundation fox free fresenius frl frogans frontdoor frontier ftr fujitsu fun fund furniture futbol fyi gal gallery gallo
  gallup game games gap garden gay gbiz gdn gea gent genting george ggee gift gifts gives giving glass gle globo gmail gmbh gmo
  gmx godaddy gold goldpoint golf goo goodyear goog google gop got grainger graphics gratis green gripe grocery group guardian
  gucci guge guide guitars guru hair hamburg hangout haus hbo hdfc hdfcbank healthcare help helsinki here hermes hgtv hiphop
  hisamitsu hitachi hiv hkt hockey holdings holiday homedepot homegoods homes homesense honda horse hospital hot hoteles hotels
  hotmail house how hsbc hughes hyatt hyundai ibm icbc ice icu ieee ifm ikano imamat imdb immo immobilien inc infiniti ing ink
  insure intuit investments ipiranga irish ismaili ist istanbul itau itv jaguar jcb jeep jetzt jewelry jio jll jmp jnj joburg
  jot joy jpmorgan jprs juegos juniper kaufen kddi kerryhotels kerrylogistics kerryproperties kfh kia kids kim kinder kindle
  kitchen kiwi koeln komatsu kosher kpmg kpn krd kred kuokgroup kyoto lacaixa lamborghini lamer lancaster lancia land landrover
  lanxess lasalle lat latino latrobe law lawyer lds lease leclerc lefrak legal lego lexus lgbt lidl life lifeinsurance lifestyle
  lighting like lilly limited limo lincoln linde lipsy living llc llp loan loans locker locus lol london lotte lotto love lpl
  lplfinancial ltd ltda lundbeck luxe luxury macys madrid maif maison makeup man management mango map market markets marriott
  marshalls maserati mattel mba mckinsey med meet melbourne meme memorial men menu merckmsd miami microsoft mini mint mit
  mitsubishi mlb mls mma mobile moda moe moi mom monash monster mormon mortgage moscow moto motorcycles mov movie msd mtn mtr
  museum music mutual nab nagoya natura navy nba nec netbank netflix neustar new next nextdirect nexus nfl ngo nhk nico nike
  nikon ninja nissan nissay nokia northwesternmutual norton now nowruz nowtv nra nrw ntt nyc obi observer office okinawa olayan
  olayangroup oldnavy ollo omega one ong onl ooo open oracle orange organic origins osaka otsuka ott ovh panasonic paris pars
  partners parts party passagens pay pccw pet pfizer pharmacy phd philips phone photo photography photos physio pics pictet
  pictures pid pin ping pink pioneer pizza place play playstation plumbing plus pnc pohl poker politie porn post pramerica praxi
  prime prod productions prof progressive promo properties property protection pru prudential pub pwc qpon quebec quest racing
  radio read realestate realtor realty recipes red redstone redumbrella rehab reise reisen reit reliance ren rent rentals repair
  report republican rest restaurant review reviews rexroth rich richardli ricoh ril rio rip rocher rocks rodeo rogers room rsvp
  rugby ruhr run rwe ryukyu saarland safe safety sakura sale salon samsclub samsung sandvik sandvikcoromant sanofi sap sarl sas
  save saxo sbi sbs sca scb schaeffler schmidt scholarships schule schwarz science scot search seat secure security seek select
  sener seven sew sex sexy sfr shangrila sharp shaw shell shia shiksha shoes shopping shouji show showtime silk sina singles ski
  skin sky skype sling smart smile sncf soccer softbank sohu solar song sony soy spa sport spot srl stada staples star statebank
  statefarm stc stcgroup stockholm storage stream study style sucks supplies supply surf surgery suzuki swatch swiss sydney tab
  taipei talk taobao target tatamotors tatar tattoo tax taxi tci tdk technology tel temasek tennis teva thd theater theatre tiaa
  tickets tienda tiffany tips tires tirol tjmaxx tjx tkmaxx tmall today tokyo tools toray toshiba total tours town toyota toys
  trading training travel travelchannel travelers travelersinsurance trust trv tube tui tunes tushu tvs ubank ubs unicom uno uol
  ups vacations vana vanguard vegas verisign versicherung vet viajes video vig viking villas vin vip virgin visa vision viva
  vivo vlaanderen vodka volkswagen volvo vote voting voto voyage vuelos wales walmart walter wang wanggou watch watches weather
  weatherchannel webcam weber wedding weibo weir whoswho wien williamhill win windows wine winners wme wolterskluwer woodside
  works wow wtc wtf xbox xerox xfinity xihuan xin xxx yachts yahoo yamaxun yandex yodobashi yoga yokohama you youtube yun zappos
  zara zero zip zuerich
  ac af ag al am ao aq as aw ax bb bd bf bh bi bj bm bn bo bs bt bv bw by bz cd cg ci ck cm cr cu cv cw cx cy dj dm do dz ec er
  et fj fk fm fo gb gd gf gg gh gi gl gm gn gp gs gt gu gw gy hm hn ht im iq je jm jo kg kh ki km kn kp kw ky la lb lc li lr ls
  ly ma mc md mg mh mk mm mn mo mp mq mr ms mt mu mv mw mz na nc ne nf ni nr nu om pa pe pf pg pm pn pr ps pw py qa rs rw sb sc
  sd sh sj sl sm sn so sr ss st su sv sx sy sz tc td tf tg tj tl tm tn tt tz ug uy va vc ve vg vi vu wf ws ye yt zm zw`.split(
    /\s+/,
  ),
);
