namespace BackendRules;

/// <summary>The credentials that are known, from what their providers document.</summary>
internal static class CredentialFormats
{
    /// <summary>Credentials that manuals print: everybody has them.</summary>
    private static readonly string[] s_published =
    [
        "AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE",
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
        "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
        "4eC39HqLyjWDarjtT1zdp7dc", "BQokikJOvBiI2HlWgH4olfQ2", "SAS_KEY_VALUE",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l",
    ];

    public static IEnumerable<CredentialFormat> All =>
        Platforms().Concat(AzureCredentials.All).Concat(Services()).Concat(Models()).Concat(Keys());

    /// <summary>Structure is all that can be said, unless a manual prints the value.</summary>
    internal static Certainty? Structural(string value) => IsPublished(value) ? null : Certainty.Structure;

    /// <summary>Whether a manual prints the value.</summary>
    internal static bool IsPublished(string value) => Array.Exists(s_published, known => value.IndexOf(known, StringComparison.Ordinal) >= 0);

    private static IEnumerable<CredentialFormat> Platforms()
    {
        foreach (var prefix in new[] { "ghp_", "gho_", "ghu_", "ghs_", "ghr_" })
            yield return new("GitHub token", "GitHub:Token", prefix, prefix + "[0-9A-Za-z]{36}") { Check = Sum };
        yield return New("GitHub token", "GitHub:Token", "github_pat_", @"[0-9A-Za-z]{22}_[0-9A-Za-z]{59}");
        yield return new("npm token", "Npm:Token", "npm_", "npm_[0-9A-Za-z]{36}") { Check = Sum };
        yield return New("NuGet API key", "NuGet:ApiKey", "oy2", "[a-z2-7]{43}");
        foreach (var prefix in new[] { "AKIA", "ASIA", "ABIA", "ACCA" })
            yield return New("AWS access key id", "AWS:AccessKey", prefix, "[A-Z2-7]{16}");
        yield return New("Amazon Bedrock API key", "AWS:BedrockApiKey", "ABSK", "[A-Za-z0-9+/]{109,269}={0,2}");
        yield return New("Google API key", "Google:ApiKey", "AIza", @"[\w-]{35}(?!-)");
        foreach (var prefix in new[] { "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glsoat-", "glft-", "glagent-", "gloas-", "glimt-", "glffct-" })
            yield return New("GitLab token", "GitLab:Token", prefix, @"[\w-]{20,64}(?:\.[0-9a-z]{2}\.[0-9a-z]{9})?");
        yield return New("Atlassian API token", "Atlassian:ApiToken", "ATATT3", @"[\w=-]{180,220}");
        yield return New("Heroku API key", "Heroku:ApiKey", "HRKU-AA", @"[\w-]{58}");
        foreach (var prefix in new[] { "dop_v1_", "doo_v1_", "dor_v1_" })
            yield return New("DigitalOcean token", "DigitalOcean:Token", prefix, "[0-9a-f]{64}");
        yield return New("Vault token", "Vault:Token", "hvs.", @"[\w-]{90,120}");
        yield return New("Vault batch token", "Vault:Token", "hvb.", @"[\w-]{138,300}");
        yield return new("Terraform Cloud token", "Terraform:Token", ".atlasv1.", @"[0-9A-Za-z]{14}\.atlasv1\.[\w=-]{60,70}") { Lead = 14, Check = Structural };
        yield return New("Doppler token", "Doppler:Token", "dp.pt.", "[0-9A-Za-z]{43}");
        yield return New("Pulumi token", "Pulumi:Token", "pul-", "[0-9a-f]{40}");
        yield return New("PlanetScale password", "PlanetScale:Password", "pscale_pw_", @"[\w.=-]{32,64}");
        yield return New("PlanetScale token", "PlanetScale:Token", "pscale_tkn_", @"[\w.=-]{32,64}");
        yield return New("Alibaba Cloud access key id", "Alibaba:AccessKey", "LTAI", "[0-9A-Za-z]{20}");
        yield return New("Octopus Deploy API key", "Octopus:ApiKey", "API-", "[A-Z0-9]{26}");
        yield return New("Artifactory API key", "Artifactory:ApiKey", "AKCp", "[0-9A-Za-z]{69}");
        yield return New("1Password service account token", "OnePassword:Token", "ops_eyJ", "[A-Za-z0-9+/]{250,}={0,3}");
    }

    private static IEnumerable<CredentialFormat> Services()
    {
        foreach (var prefix in new[] { "sk_live_", "rk_live_", "sk_test_", "rk_test_" })
            yield return New(prefix.IndexOf("test", StringComparison.Ordinal) > 0 ? "Stripe test key" : "Stripe key", "Stripe:ApiKey", prefix, "[0-9A-Za-z]{20,247}");
        yield return New("Stripe webhook secret", "Stripe:WebhookSecret", "whsec_", "[A-Za-z0-9+/]{32,64}={0,2}");
        yield return New("Twilio API key", "Twilio:ApiKey", "SK", "[0-9a-f]{32}", beside: "twilio");
        yield return New("SendGrid API key", "SendGrid:ApiKey", "SG.", @"[\w-]{22}\.[\w-]{43}(?!-)");
        foreach (var prefix in new[] { "xoxa-", "xoxb-", "xoxp-", "xoxo-", "xoxs-", "xoxe-", "xoxr-", "xapp-" })
            yield return New("Slack token", "Slack:Token", prefix, "[0-9]{1,13}-[0-9A-Za-z-]{16,}");
        yield return New("Slack webhook", "Slack:WebhookUrl", "hooks.slack.com/services/", "T[0-9A-Z]{8,12}/B[0-9A-Z]{8,12}/[0-9A-Za-z]{24}");
        yield return New("Discord webhook", "Discord:WebhookUrl", "discord.com/api/webhooks/", @"[0-9]{17,20}/[\w-]{60,80}");
        yield return new("Teams webhook", "Teams:WebhookUrl", ".webhook.office.com/webhookb2/", @"[\w-]+\.webhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36}") { Lead = -1, Check = Structural };
        yield return new("Telegram bot token", "Telegram:BotToken", ":AA", @"[0-9]{8,10}:AA[\w-]{33}(?!-)") { Lead = -1, Check = Structural };
        yield return New("Mailgun API key", "Mailgun:ApiKey", "key-", "[0-9a-f]{32}");
        yield return new("Mailchimp API key", "Mailchimp:ApiKey", "-us", "[0-9a-f]{32}-us[0-9]{1,2}") { Lead = 32, Check = Structural };
        yield return New("Grafana service account token", "Grafana:Token", "glsa_", "[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}");
        yield return New("Grafana Cloud token", "Grafana:Token", "glc_", "[A-Za-z0-9+/]{32,400}={0,3}");
        yield return New("New Relic user key", "NewRelic:ApiKey", "NRAK-", "[A-Z0-9]{27}");
        yield return New("Sentry organisation token", "Sentry:AuthToken", "sntrys_eyJ", @"[A-Za-z0-9+/=_-]{80,}");
        yield return New("Sentry user token", "Sentry:AuthToken", "sntryu_", "[0-9a-f]{64}");
        foreach (var prefix in new[] { "shpat_", "shpca_", "shppa_", "shpss_" })
            yield return New("Shopify token", "Shopify:AccessToken", prefix, "[0-9A-Fa-f]{32}");
        yield return New("Square access token", "Square:AccessToken", "sq0atp-", @"[\w-]{22}");
        yield return New("Square secret", "Square:Secret", "sq0csp-", @"[\w-]{43}");
        yield return New("Postman API key", "Postman:ApiKey", "PMAK-", "[0-9a-f]{24}-[0-9a-f]{34}");
        yield return New("Linear API key", "Linear:ApiKey", "lin_api_", "[0-9A-Za-z]{40}");
        yield return New("Notion token", "Notion:Token", "ntn_", "[0-9]{11}[0-9A-Za-z]{35}");
        yield return New("Dynatrace token", "Dynatrace:Token", "dt0c01.", @"[A-Z0-9]{24}\.[A-Z0-9]{64}");
    }

    private static IEnumerable<CredentialFormat> Models()
    {
        yield return new("OpenAI API key", "OpenAI:ApiKey", "T3BlbkFJ", @"sk-(?:(?:proj|svcacct|admin)-)?[\w-]{20,74}T3BlbkFJ[\w-]{20,74}") { Lead = -1, Check = Structural };
        yield return New("Anthropic API key", "Anthropic:ApiKey", "sk-ant-api03-", @"[\w-]{93}AA");
        yield return New("Anthropic admin key", "Anthropic:AdminKey", "sk-ant-admin01-", @"[\w-]{93}AA");
        yield return New("Hugging Face token", "HuggingFace:Token", "hf_", "[A-Za-z]{34}");
        yield return New("Perplexity API key", "Perplexity:ApiKey", "pplx-", "[0-9A-Za-z]{48}");
        yield return New("Databricks token", "Databricks:Token", "dapi", "[0-9a-f]{32}(?:-[0-9])?");
    }

    private static IEnumerable<CredentialFormat> Keys()
    {
        yield return new("private key", "PrivateKey", "-----BEGIN ", @"-----BEGIN (?!ENCRYPTED|PUBLIC)(?:[A-Z]+ ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----)){64,20000}-----END [A-Z ]{8,30}-----") { Check = KeyMaterial.Check };
        yield return new("RSA private key", "Signing:PrivateKey", "<RSAKeyValue>", @"<RSAKeyValue>[\s\S]{100,4000}?<D>[A-Za-z0-9+/=\s]{64,2000}</D>") { Check = Structural };
        yield return New("age identity", "Age:Identity", "AGE-SECRET-KEY-1", "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}");
        yield return new("JSON Web Token", "AccessToken", "eyJ", @"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}") { Check = static value => Structural(value) is null ? null : JsonWebToken.Check(value) };
    }

    private static CredentialFormat New(string name, string key, string prefix, string body, string? beside = null) =>
        new(name, key, prefix, System.Text.RegularExpressions.Regex.Escape(prefix) + body) { Check = Structural, Beside = beside };

    /// <summary>A wrong checksum is not a token that nobody issued: it is no token.</summary>
    private static Certainty? Sum(string value) => Checksums.IsBase62Crc(value) ? Certainty.Verified : null;
}
