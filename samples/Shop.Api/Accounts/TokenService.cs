using System.IdentityModel.Tokens.Jwt;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Shop.Accounts;

public sealed class TokenOptions
{
    public string Key { get; set; } = "";
}

public class TokenService(IOptions<TokenOptions> options)
{
    // BR2003: whoever reads this source signs tokens of his own.
    private static readonly SymmetricSecurityKey s_key = new(Encoding.UTF8.GetBytes("the-key-that-signs-every-token-of-the-shop"));

    public string Issue(string audience) => Issue(audience, s_key);

    public string IssueSafely(string audience) => Issue(audience, new SymmetricSecurityKey(Encoding.UTF8.GetBytes(options.Value.Key)));

    private static string Issue(string audience, SecurityKey key) =>
        new JwtSecurityTokenHandler().WriteToken(new JwtSecurityToken("shop", audience, expires: DateTime.UtcNow.AddMinutes(10), signingCredentials: new(key, SecurityAlgorithms.HmacSha256)));
}
