/** Names of services whose keys have no form of their own: `mapbox_key`, `FINNHUB_PIN`. One word each, as it stands in a setting's name. */
export const providers: ReadonlySet<string> = new Set(
  `abstract abuseipdb accuweather adafruit adobe adyen agora airbrake airship airtable airvisual aiven akamai alchemy algolia alibaba aliyun
  alphavantage amadeus amazon ambee amplitude anthropic anypoint apify apollo appcues appdynamics appfollow appsflyer appsignal appveyor arangodb
  argocd artifactory asana assemblyai atera atlassian auth0 authy autodesk avalara aws axiom azure backblaze baidu bamboo basecamp baseten beamer
  billomat binance bing bitbar bitbucket bitcoinaverage bitfinex bitly bitmex bitrise bittrex blizzard blockchain blynk bombbomb box braintree
  braze brevo browserstack buddy bugherd bugsnag buildkite bunny bunnycdn buttercms calendly cannyio carto censys census cerebras chargebee chartmogul chatbot
  checkout cicero circleci clarifai clearbit clerk clickhouse clicksend clickup cloudant cloudflare cloudinary cloudmersive cloudsmith clojars coda
  codacy codeclimate codecov codemagic cohere coinapi coinbase coingecko coinlayer coinmarketcap commercetools confluent consul contentful contentstack
  convertkit copper couchbase coveralls criteo crowdin crowdstrike cryptocompare currencylayer customerio dailymotion databricks datadog dbt deepai deepgram
  deepl deepseek defined deribit detectify dialogflow digicert digitalocean digitalocean discord discourse disqus dnsimple docker dockerhub docusign doppler drift
  drone droneci dropbox duo duffel dynatrace dyspatch easypost ebay edamam elastic elasticemail elevenlabs eraser eskom etherscan etsy eventbrite
  everhour exchangerate expo facebook fastly fcm fibery figma finage finicity finnhub firebase firecrawl fireworks fixer flickr flightstats flowroute flutterwave
  fmp foursquare frameio freshbooks freshdesk freshservice ftx fullcontact fullstory gcp geckoboard gemini geocodio geoapify getresponse ghost giphy
  gitea github gitlab gitter glassnode gnews gocardless godaddy goodreads google googlemaps grafana graphhopper groq guardian gumroad harness harvest
  hashicorp hasura helpscout here heroku hetzner hightouch honeybadger honeycomb hootsuite hotjar hubspot huggingface hunter ibm ifttt imgix imgur
  influx influxdb infobip infracost infura insightly instagram instana integromat intercom intrinio ipapi ipdata ipgeolocation ipinfo ipstack jenkins jfrog
  jina jira jumpcloud kaggle kakao kanban keen klaviyo klarna knock kraken kucoin langchain langfuse langsmith lastfm launchdarkly lemonsqueezy line linear
  linkedin linode litmus livekit loggly logdna logentries logtail logz logzio lob looker magento mailchimp mailerlite mailersend mailgun mailjet mailtrap
  mandrill mapbox mapquest marketo mattermost maxmind medium meilisearch meraki messagebird metabase minio mistral miro mixpanel modal moesif mollie monday mongo
  mongodb moralis mux nasa nats naver netlify newrelic newsapi nexmo ngrok notion npm nubank nuget numverify nvidia nylas nytimes oanda octopus
  okta omise onelogin onesignal openai openexchangerates opencage openrouter openweather openweathermap opsgenie optimizely outreach owm paddle pagerduty
  papertrail parse particle pastebin paypal paystack pendo perplexity phrase pinata pinecone pingdom pinterest pipedrive pivotal plaid planetscale plivo polygon
  postageapp posthog postman postmark prefect prismic privacy pubnub pulumi purestake pushbullet pusher pushover pypi qdrant qualaroo quandl quay quicknode
  rabbitmq railway rapid7 rapidapi raygun razorpay readme rebrandly recaptcha recurly reddit redis render replicate resend retool revenuecat ringcentral
  riot ritekit rollbar rubygems runpod runscope salesforce sanity saucelabs scaleway scrapeops scraperapi scrapingbee screenshotapi securitytrails segment sendbird sendgrid
  sendinblue sentry serpapi servicenow shippo shodan shopify shortcut sidekiq sigopt sinch skyscanner slack smartsheet snowflake snyk solcast sonar sonarcloud sonarqube sonatype
  sourcegraph sparkpost splunk spoonacular spotify square squarespace ssllabs stability statsig statuspage storyblok strava stripe stytch sumologic supabase surge
  swell tailscale tavily teamcity tebex telegram telnyx tencent terraform ticketmaster tiingo tiktok tink tmdb todoist together tomorrow tomtom travis travisci trello
  tumblr turso twelvedata twilio twitch twitter typeform typesense ubidots unify unsplash upcloud uploadcare upstash uptimerobot urlscan vault vercel vimeo
  virustotal visualcrossing vonage voyage vultr wakatime walmart wandb wasabi watson weatherapi weatherbit weatherstack weaviate webex webflow wepay whatsapp
  wistia woocommerce wordnik workos worldweather wrike xai xero yandex yelp youtube yousign zapier zendesk zenrows zeplin zerobounce zipcode zoho zoom zulip`
    .trim()
    .split(/\s+/),
);
