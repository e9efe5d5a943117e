/** Prefixes of tokens of what software is built, run and watched with, from the providers' documentation. One line: alphabet, characters at least, prefixes. */

/** Code hosts, registries of packages, builds. */
export const codeHosts = `
  a 12  chpt_
  a 20  ATBB AKCp
  a 30  npm_ cmVmdGtuO pnu_ pnb_
  a 32  cio
  a 40  CLOJARS_ oy2
  a 50  gto_
  b 24  ATATT3 ATCTT3
  d 16  gldt- glptt- glft- glimt- glagent- gloas- glsoat- glffct- glwt- GR1348941 dckr_pat_ dckr_oat_ endr+
  d 20  vtwn_
  d 24  pypi- PMAT-
  d 30  BBDC- gitpod_pat_ csb_v1_
  d 60  AgEIcHlwaS5vcmc AgENdGVzdC5weXBpLm9yZw
  p 16  glpat- glrt- glrtr- glcbt-
  p 20  hawk.
  p 30  snyk_uat. snyk_sat.
  p 40  tfp_
  u 26  API-
  w 20  ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ bkpt_ bkaat_ bkct_ CCIPAT_ CCIPRJ_
  w 30  ddp_ ddo_ gha_ trunk_ packagist_ retool_01
  w 32  sgp_
  x 32  _gitlab_session= bkua_ rubygems_
  x 40  ATTA slk_ squ_ sqp_ sqa_ sgd_`;

/** Clouds and hosting. */
export const clouds = `
  a 12  LTAI
  a 13  AKID
  a 20  rnd_ aio_ ALTAK- ALTAK
  a 26  da2-
  a 30  nfp_ ico-
  a 60  DOO
  b 20  bedrock-api-key-
  b 30  fm1a_ fm1r_ fm2_
  b 40  ABSK IQoJb3JpZ2lu FwoGZXIvYXdz FQoGZXIvYXdz AKLT
  b 80  t1.
  c 40  AstraCS:
  d 12  tskey-
  d 20  ya29. GOCSPX- YCAJE
  d 30  amzn.mws. AIza 1//0 HRKU- tk-us- fo1_ tgp_v1_ AQ.A akab- cfk_ nfc_ nfo_ nfu_ nfb_
  d 35  AQVN
  d 40  v4.local. v4.public. dnkey- sha256~ v1.local. v2.local. v3.local. v3.public.
  d 50  y0_ y1_ y2_ y3_
  d 60  v1.0-
  u 16  AKIA ASIA ABIA ACCA DO00 DO80
  u 17  A3T AROA AIDA SCW AGPA AIPA ANPA ANVA APKA ASCA
  u 20  GOOG
  w 16  ucat_
  w 20  vercel_ vcp_ vck_ railway_ vercel_blob_rw_ vca_ vci_ vcr_
  w 30  cfat_ cfut_ openstack_ nbp_ ngrok_
  w 32  amzn1.oa2-cs.
  x 24  EXO
  x 30  pul-
  x 32  dop_v1_ doo_v1_ dor_v1_
  x 64  standard_ rootly_`;

/** Databases and data services. */
export const data = `
  a 30  xau_ e2b_
  a 38  4b1d
  a 60  mzp_
  b 30  essu_
  b 40  mb_
  b 50  cflt
  d 16  sb_secret_ sb_publishable_
  d 20  mdb_sa_sk_ CCDB1_
  p 20  pscale_tkn_ pscale_oauth_ pscale_pw_
  p 60  p.eyJ
  w 30  dbtc_ dbtu_ upstash_ turso_ keyb_ sbp_oauth_
  w 40  napi_ pcsk_
  x 20  mdb_sa_id_
  x 30  sbp_
  x 32  dapi dkea dose`;

/** Vaults, identity, keys. */
export const identity = `
  a 30  p8e- jca_
  a 58  nsec1
  a 100  xprv yprv zprv tprv
  b 40  ops_eyJ biscuit: AgEI ptr_
  b 60  MDAx
  b 100  RWRTY0Iy
  c 60  K10
  d 20  hvs. hvb. hvr. hvc.
  d 30  A3- secret-live- secret-test- SWMKEY-1- k2sk_v1_
  d 40  SWMTKN-1-
  p 20  ory_at_ ory_rt_ ory_ac_ ory_pat_ ory_st_
  p 30  dp.st. authress_ scauth_
  p 40  sc_ ext_
  p 50  pat. sat.
  p 60  st.
  u 40  AGE-SECRET-KEY-1 AGE-SECRET-KEY-PQ-1
  u 54  SUA SAA SOA SNA SCA SXA
  w 20  hvp. hvt.
  w 30  dp.pt. dp.ct. dp.sa. dp.scim. dp.audit. sk_dk_
  w 40  duo_`;

/** Monitoring, logs, feature flags. */
export const watching = `
  a 30  phc_ phx_ phs_ hcaik_ hcbik_ hcxik_ hcxlk_ hcalk_ cxtp_ cxup_ sktsec_
  a 40  secret- console- client-
  b 30  glc_ sntrys_ sntrya_
  b 40  eyJrIjoi configcat-sdk-1/ configcat-proxy/
  d 18  pdus+ pdeu+
  d 20  censys_
  d 24  NRII- NRIQ- NRAL-
  d 30  xaat- xapt- lsv-
  p 20  ser.
  p 30  dt0c01. dt0s01. dt0s16.
  u 24  NRAK-
  w 6  _mmk
  w 20  ddapi
  w 30  glsa_ logfire_ pv1_ lpat_ AIK_ AIK_RUNTIME_
  x 16  NRJS-
  x 30  NRRA-
  x 32  cu_
  x 40  sntryu_`;
