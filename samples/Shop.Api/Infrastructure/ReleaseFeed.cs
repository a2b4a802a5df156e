namespace Shop.Infrastructure;

/// <summary>Asks for the newest version of the shop.</summary>
public class ReleaseFeed(HttpClient http)
{
    // BR2001: a token in the source is everybody's who reads it. A text of its form with a wrong checksum is nobody's.
    private const string Token = "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";
    private const string Sample = "ghp_ThisTokenIsMadeUpForAnExample0000000";

    public Task<string> Latest(bool isSample, CancellationToken cancellation)
    {
        http.DefaultRequestHeaders.Authorization = new("Bearer", isSample ? Sample : Token);
        return http.GetStringAsync("https://api.github.com/repos/contoso/shop/releases/latest", cancellation);
    }
}
