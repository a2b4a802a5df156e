using System.Security.Cryptography;
using System.Text;

namespace Shop.Accounts;

public sealed record Registration(string Email, string Password);

/// <summary>Registration and webhooks. Each fault stands beside the right way to do it.</summary>
public static class AccountEndpoints
{
    public static void MapAccounts(this WebApplication app)
    {
        var accounts = app.MapGroup("/accounts");

        accounts.MapPost("/", (Registration registration, ILogger<Registration> logger) =>
        {
            // BR4006: a password in the log.
            logger.LogInformation("Registering {Email} with {Password}", registration.Email, registration.Password);
            logger.LogInformation("Registering an account");

            // BR2008: the next number can be computed from the last ones.
            var resetToken = Random.Shared.Next(100000, 999999).ToString();
            var activationToken = RandomNumberGenerator.GetInt32(100000, 999999).ToString();
            return Results.Ok(new { resetToken, activationToken });
        });

        accounts.MapPost("/import", (Registration[] registrations, ILogger<Registration> logger) =>
        {
            try
            {
                return Results.Ok(registrations.ToDictionary(static one => one.Email).Count);
            }
            catch (ArgumentException ex)
            {
                // BR3001: what an exception says is for the log.
                return Results.BadRequest(ex.Message);
            }
        });

        app.MapPost("/hooks/carrier", (HttpRequest request, IConfiguration configuration) =>
        {
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(configuration["Carrier:Secret"] ?? ""), "body"u8);
            var given = Convert.FromHexString(request.Headers["X-Signature"].ToString());

            // BR2006: the time that a comparison takes tells how much of it was right.
            var isEqual = expected.SequenceEqual(given);
            var isSafe = CryptographicOperations.FixedTimeEquals(expected, given);
            return isEqual && isSafe ? Results.NoContent() : Results.Unauthorized();
        });
    }
}
