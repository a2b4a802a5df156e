namespace BackendRules;

/// <summary>Azure's keys: those with a signature and a checksum at a fixed place, and those of before, by the key that stands before them.</summary>
internal static class AzureCredentials
{
    private static readonly ulong[] s_messaging = Seeds("Send0000", "Listen00", "Manage00", "Unknown0", "System00");

    public static IEnumerable<CredentialFormat> All
    {
        get
        {
            yield return Long("Azure Storage account key", "Storage:AccountKey", "+ASt", "Default0");
            yield return Long("Azure Cosmos DB key", "Cosmos:AccountKey", "ACDb", "MastRO00", "MastRW00", "SystRO00", "SystRW00", "SysAll00", "Resour00", "Encryp00");
            yield return Long("Azure Batch key", "Batch:AccountKey", "+ABa", "AbAcct00");
            yield return Long("Azure API Management key", "ApiManagement:Key", "APIM", "Tenant00", "IoTHub00", "Gatewy00", "GitKey00");
            yield return Messaging("Azure Service Bus key", "ServiceBus:SharedAccessKey", "+ASb");
            yield return Messaging("Azure Event Hubs key", "EventHubs:SharedAccessKey", "+AEh");
            yield return Messaging("Azure Relay key", "Relay:SharedAccessKey", "+ARm");
            yield return Short("Azure IoT key", "IotHub:SharedAccessKey", "AIoT", Seeds("IoTHub00", "DpsKey00", "Device00"));
            yield return Short("Azure Cache for Redis key", "Redis:Password", "AzCa", Seeds("Access00"));
            yield return Fixed("Azure AI Search key", "Search:ApiKey", "AzSe", "[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}", 42, Seeds("Query000", "PAdmin00"));
            yield return Fixed("Azure Container Registry key", "ContainerRegistry:Password", "+ACR", "[A-Za-z0-9/+]{42}\\+ACR[A-D][A-Za-z0-9/+]{5}", 42, Seeds("ACRDflt0"));
            yield return Fixed("Azure Functions key", "Functions:Key", "AzFu", @"[\w-]{44}AzFu[\w-]{5}[AQgw]==", 44, Seeds("Master00", "System00", "Functi00"));
            yield return new("Azure key", "Azure:ApiKey", "JQQJ9", "[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}(?:[A-Za-z0-9]{2}==)?")
            {
                Lead = 52,
                Check = CredentialFormats.Structural,
            };
            yield return new("Entra client secret", "AzureAd:ClientSecret", "Q~", @"[\w~.-]{3}[78]Q~[\w~.-]{31,34}(?![~.-])") { Lead = 4, Check = CredentialFormats.Structural };
            yield return Legacy("Azure Storage account key", "Storage:AccountKey", "AccountKey=", "[A-Za-z0-9/+]{86}==");
            yield return Legacy("Azure shared access key", "ServiceBus:SharedAccessKey", "SharedAccessKey=", "[A-Za-z0-9/+]{43}=");
            yield return new("Azure shared access signature", "Storage:Sas", "sig=", "sig=[A-Za-z0-9%/+]{43,90}(?:%3D|=)") { Beside = "sv=", Check = CredentialFormats.Structural };
        }
    }

    private static CredentialFormat Long(string name, string key, string signature, params string[] seeds) =>
        Fixed(name, key, signature, "[A-Za-z0-9/+]{76}" + Escaped(signature) + "[A-Za-z0-9/+]{5}[AQgw]==", 76, Seeds(seeds));

    private static CredentialFormat Messaging(string name, string key, string signature) => Short(name, key, signature, s_messaging);

    private static CredentialFormat Short(string name, string key, string signature, ulong[] seeds) =>
        Fixed(name, key, signature, "[A-Za-z0-9/+]{33}" + Escaped(signature) + "[A-P][A-Za-z0-9/+]{5}=", 33, seeds);

    private static CredentialFormat Fixed(string name, string key, string signature, string pattern, int lead, ulong[] seeds) => new(name, key, signature, pattern)
    {
        Lead = lead,
        Check = value => Checksums.IsMarvin(value, seeds) ? Certainty.Verified : CredentialFormats.Structural(value),
    };

    private static CredentialFormat Legacy(string name, string key, string anchor, string body) => new(name, key, anchor, anchor + body) { Check = CredentialFormats.Structural };

    private static ulong[] Seeds(params string[] names) => Array.ConvertAll(names, Checksums.Seed);

    private static string Escaped(string signature) => signature.Replace("+", "\\+");
}
