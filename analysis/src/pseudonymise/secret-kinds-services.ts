/** Prefixes of tokens of services that software and people use, from the providers' documentation. One line: alphabet, characters at least, prefixes. */

/** Language models and what is around them. */
export const models = `
  a 20  sk- fw_ rf_
  a 22  ak- as-
  a 24  app- dataset-
  a 30  hf_ api_org_ r8_ gsk_ xai- pplx- csk- m0-
  a 38  sess-
  a 40  llx-
  d 16  sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or- sk-None-
  d 20  tvly- key_live_
  d 30  sk-lf- pk-lf- sk-helicone- pk-helicone- wandb_v1_ sk_car_
  d 40  jina_ pa- nvapi-
  w 20  co_api_ esecret_ anyscale_ bb_live_ bb_test_
  w 30  lsv2_pt_ lsv2_sk_ cohere_
  x 32  fc- ls__
  x 40  sk_ e2b_
  x 60  dtn_ crsr_ key_`;

/** Payment and shops. */
export const payment = `
  a 14  rzp_live_ rzp_test_
  a 25  appl_ goog_
  a 30  live_ test_ access_
  a 50  EZAK EZTK
  b 20  whsec_
  b 30  duffel_live_ duffel_test_
  b 120  AQE
  d 12  FLWSECK_TEST-
  d 20  sq0atp- sq0idp- FLWSECK- FLWPUBK_TEST- FLWPUBK-
  d 30  sq0csp- access-production- access-sandbox- access-development-
  d 50  EAAA
  m 40  access_token$production$ access_token$sandbox$
  u 20  pk_prod_ dk_prod_ sk_prod_ pk_test_ dk_test_
  w 10  sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_
  w 20  pk_live_ pk_test_ sk_org_ sk_dev_ sk_sbox_ pk_sbox_ pk_dev_
  w 30  ptk_ pdl_live_apikey_ pdl_sdbx_apikey_ pdl_ntfset_ klarna_live_api_ klarna_test_api_
  w 60  BUNDLE_
  x 30  shpat_ shpca_ shppa_ shpss_ shptka_ shippo_live_ shippo_test_ live_pub_ test_pub_ shpua_ shprt_ shpit_ pk_
  x 40  ck_ cs_`;

/** Messages, mail, social networks. */
export const messages = `
  a 30  EAAC EAAM EAAG EAAB oauth:
  a 80  EAA IGAA THAA
  b 16  xoxd-
  b 20  dG9rOj
  b 40  AAAAAAAAAAAAAAAAAAAAA
  d 16  xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxe- xoxe.xoxb- xoxe.xoxp- xoxc- xapp- xwfp-
  d 22  md-
  d 40  IGQV fio-u-
  d 60  xkeysib- xsmtpsib-
  d 100  BQ
  p 40  SG. act. clt.
  w 20  re_
  w 30  KEY0
  w 60  os_v2_app_ os_v2_org_
  x 32  SK key- pubkey-
  x 40  mlsn.`;

/** Tools of offices and teams. */
export const work = `
  a 16  sm_aat_ sm_pat_ sm_sat_
  a 30  ntn_ apify_api_
  a 40  secret_
  b 44  b_
  d 20  dckr_
  d 30  PMAK- figd_ figo_ figu_ pat-na1- pat-eu1- CFPAT- pat-na2- pat-ap1- pat-eu2- n8n_api_ nc_pat_
  d 36  sdk- mob-
  d 40  bk- cnvca
  d 60  sl. sl.u.
  p 40  pk.eyJ sk.eyJ tk.eyJ
  p 60  IST.eyJ
  u 30  pk_
  w 30  lin_api_ lin_oauth_ pina_ airtable_ wapi_ frp_ frk_ gapi_ nuon_ sinch_
  w 40  rdme_ mural_
  x 30  sonarqube_
  x 32  api-
  x 40  s-s4t2ud- s-s4t2af- cmd_`;
