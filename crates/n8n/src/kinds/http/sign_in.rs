//! How a request signed in: with a credential for HTTP itself, or with that of a service.

use crate::draft::Draft;
use crate::source::Source;

/// Sets the way to sign in.
pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    match node.choice("authentication", "none") {
        "genericCredentialType" => generic(node, node.choice("genericAuthType", ""), to),
        "predefinedCredentialType" => of_service(node, node.choice("nodeCredentialType", ""), to),
        other => generic(node, other, to),
    }
    node.skip(&["genericAuthType", "nodeCredentialType"]);
}

fn generic(node: &Source<'_>, kind: &str, to: &mut Draft) {
    let way = match kind {
        "none" | "" => return,
        "httpBasicAuth" | "basicAuth" => "basic",
        "httpHeaderAuth" | "headerAuth" => "header",
        "httpBearerAuth" => "bearer",
        "httpQueryAuth" | "queryAuth" => "query",
        "httpDigestAuth" | "digestAuth" => "digest",
        "httpCustomAuth" | "customAuth" => "custom",
        "oAuth1Api" | "oAuth1" => "oauth1",
        "oAuth2Api" | "oAuth2" => return oauth2(node, kind, to),
        other => {
            let message = format!("It signed in with the credential `{other}`.");
            let hint = "Choose a bearer token or a header, and put the secret into a credential.";
            return node.lost("authentication", message, hint);
        }
    };
    to.set("authentication", way);
}

/// Here an OAuth client signs in by itself; nobody is asked for leave.
fn oauth2(node: &Source<'_>, kind: &str, to: &mut Draft) {
    to.set("authentication", "oauth2");
    let message = format!("It signed in with `{kind}`, which may act for a person who gave leave.");
    let hint = "Here an OAuth client signs in by itself: give it an id, a secret and the address for tokens, or choose \
                a bearer token.";
    node.changed("authentication", message, hint);
}

/// What the credential of a service does to a request is known of the usual ones.
fn of_service(node: &Source<'_>, kind: &str, to: &mut Draft) {
    if let Some((way, detail)) =
        SERVICES.iter().find_map(|(name, way, detail)| (*name == kind).then_some((way, detail)))
    {
        to.set("authentication", *way);
        let message = format!("It signed in with the credential `{kind}`: {detail}.");
        return node.note("credential_of_service", message, "Make a credential of that form here, and choose it.");
    }
    if kind.ends_with("OAuth2Api") {
        return oauth2(node, kind, to);
    }
    let message = match kind {
        "" => "It signed in with the credential of another service.".to_owned(),
        kind => format!("It signed in with the credential `{kind}`."),
    };
    let hint = "Choose a bearer token or a header, and put the secret into a credential.";
    node.lost("authentication", message, hint);
}

/// Credentials of services: how they sign a request in, and where the secret stands.
#[rustfmt::skip]
const SERVICES: &[(&str, &str, &str)] = &[
    ("activeCampaignApi", "header", "the key stands in the header `Api-Token`"),
    ("airtableTokenApi", "bearer", "the token is a bearer token"),
    ("anthropicApi", "header", "the key stands in the header `x-api-key`; set the header `anthropic-version` too"),
    ("apifyApi", "bearer", "the token is a bearer token"),
    ("asanaApi", "bearer", "the token is a bearer token"),
    ("baserowTokenApi", "header", "the header `Authorization` is `Token` and the token"),
    ("bitlyApi", "bearer", "the token is a bearer token"),
    ("calApi", "query", "the key is the parameter `apiKey` of the query"),
    ("calendlyApi", "bearer", "the token is a bearer token"),
    ("clickUpApi", "header", "the token is the header `Authorization`"),
    ("cloudflareApi", "bearer", "the token is a bearer token"),
    ("codaApi", "bearer", "the token is a bearer token"),
    ("cohereApi", "bearer", "the key is a bearer token"),
    ("contentfulApi", "bearer", "the token is a bearer token"),
    ("deepLApi", "header", "the header `Authorization` is `DeepL-Auth-Key` and the key"),
    ("deepSeekApi", "bearer", "the key is a bearer token"),
    ("discordBotApi", "header", "the header `Authorization` is `Bot` and the token"),
    ("discourseApi", "header", "the key stands in the header `Api-Key`; set the header `Api-Username` too"),
    ("elevenLabsApi", "header", "the key stands in the header `xi-api-key`"),
    ("facebookGraphApi", "query", "the token is the parameter `access_token` of the query"),
    ("figmaApi", "header", "the token stands in the header `X-FIGMA-TOKEN`"),
    ("firecrawlApi", "bearer", "the key is a bearer token"),
    ("freshdeskApi", "basic", "the key is the user, the password is `X`"),
    ("ghostAdminApi", "header", "the header `Authorization` is `Ghost` and a signed token"),
    ("githubApi", "header", "the header `Authorization` is `token` and the token"),
    ("gitlabApi", "header", "the token stands in the header `Private-Token`"),
    ("googlePalmApi", "query", "the key is the parameter `key` of the query"),
    ("groqApi", "bearer", "the key is a bearer token"),
    ("hubspotApi", "query", "the key is the parameter `hapikey` of the query"),
    ("hubspotAppToken", "bearer", "the token is a bearer token"),
    ("huggingFaceApi", "bearer", "the key is a bearer token"),
    ("intercomApi", "bearer", "the token is a bearer token"),
    ("jinaAiApi", "bearer", "the key is a bearer token"),
    ("jiraSoftwareCloudApi", "basic", "the user is the e-mail address, the password the token"),
    ("jotFormApi", "header", "the key stands in the header `APIKEY`"),
    ("linearApi", "header", "the key is the header `Authorization`"),
    ("mailchimpApi", "header", "the header `Authorization` is `apikey` and the key"),
    ("mailerLiteApi", "bearer", "the key is a bearer token"),
    ("mailgunApi", "basic", "the user is `api`, the password the key"),
    ("mailjetEmailApi", "basic", "the user is the key, the password its secret"),
    ("mattermostApi", "bearer", "the token is a bearer token"),
    ("mistralCloudApi", "bearer", "the key is a bearer token"),
    ("mondayComApi", "bearer", "the token is a bearer token"),
    ("nextCloudApi", "basic", "user and password"),
    ("nocoDbApiToken", "header", "the token stands in the header `xc-token`"),
    ("notionApi", "bearer", "the token is a bearer token; set the header `Notion-Version` too"),
    ("ollamaApi", "bearer", "the key is a bearer token, if there is one"),
    ("openAiApi", "bearer", "the key is a bearer token"),
    ("openRouterApi", "bearer", "the key is a bearer token"),
    ("openWeatherMapApi", "query", "the key is the parameter `appid` of the query"),
    ("perplexityApi", "bearer", "the key is a bearer token"),
    ("pineconeApi", "header", "the key stands in the header `Api-Key`"),
    ("pipedriveApi", "query", "the token is the parameter `api_token` of the query"),
    ("postHogApi", "bearer", "the key is a bearer token"),
    ("pushoverApi", "query", "the key is the parameter `token` of the query"),
    ("qdrantApi", "header", "the key stands in the header `api-key`"),
    ("sendGridApi", "bearer", "the key is a bearer token"),
    ("sendInBlueApi", "header", "the key stands in the header `api-key`"),
    ("sentryIoApi", "bearer", "the token is a bearer token"),
    ("serpApi", "query", "the key is the parameter `api_key` of the query"),
    ("serviceNowBasicApi", "basic", "user and password"),
    ("shopifyAccessTokenApi", "header", "the token stands in the header `X-Shopify-Access-Token`"),
    ("slackApi", "bearer", "the token is a bearer token"),
    ("strapiApi", "bearer", "the token is a bearer token"),
    ("strapiTokenApi", "bearer", "the token is a bearer token"),
    ("stripeApi", "bearer", "the secret key is a bearer token"),
    ("supabaseApi", "header", "the key stands in the header `apikey`; set `Authorization` too"),
    ("telegramApi", "none", "the token stands in the address; keep it in a variable and write that there"),
    ("todoistApi", "bearer", "the token is a bearer token"),
    ("trelloApi", "custom", "key and token are the parameters `key` and `token` of the query"),
    ("twilioApi", "basic", "the user is the account SID, the password the token"),
    ("typeformApi", "bearer", "the token is a bearer token"),
    ("webflowApi", "bearer", "the token is a bearer token"),
    ("wiseApi", "bearer", "the token is a bearer token"),
    ("wooCommerceApi", "basic", "the user is the consumer key, the password its secret"),
    ("wordpressApi", "basic", "user and application password"),
    ("xAiApi", "bearer", "the key is a bearer token"),
    ("zendeskApi", "basic", "the user is the e-mail address and `/token`, the password the token"),
    ("zulipApi", "basic", "the user is the e-mail address, the password the key"),
];
