using System.Net;

namespace Shop.Infrastructure;

/// <summary>The carrier's tracking service, which still speaks a certificate of its own.</summary>
public class CarrierClient
{
    private readonly HttpClient _http = new(new HttpClientHandler
    {
        // BR2009: anybody on the way may answer. BR2002: whoever reads the source knows the password. ReleaseFeed trusts the system's certificates, and payments take their token from configuration.
        ServerCertificateCustomValidationCallback = (_, _, _, _) => true,
        Credentials = new NetworkCredential("shop", "Winter-2026-carrier"),
    });

    public Task<string> Track(string parcel, CancellationToken cancellation) =>
        _http.GetStringAsync($"https://carrier.example/track/{Uri.EscapeDataString(parcel)}", cancellation);
}
