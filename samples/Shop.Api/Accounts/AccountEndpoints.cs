using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Shop.Data;

namespace Shop.Accounts;

public sealed record Registration(string Email, string Password);

public sealed record NewAddress([property: Required, EmailAddress] string Email);

public sealed record AccountView(int Id, string Email);

/// <summary>Registration and webhooks. Each fault stands beside the right way to do it.</summary>
public static class AccountEndpoints
{
    public static void MapAccounts(this WebApplication app)
    {
        var accounts = app.MapGroup("/accounts").AllowAnonymous();

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
        }).AllowAnonymous();

        var admin = app.MapGroup("/admin/accounts").RequireAuthorization("admin");

        // BR1013: whoever calls this may make himself an administrator.
        admin.MapPost("/", async (Account account, ShopContext shop, CancellationToken cancellation) =>
        {
            shop.Accounts.Add(account);
            await shop.SaveChangesAsync(cancellation);
            return Results.Created();
        });

        // BR1016: nothing says what an address looks like.
        admin.MapPut("/{id:int}", async (int id, AccountView change, IAccountService service, CancellationToken cancellation) =>
        {
            await service.Change(id, change.Email, cancellation);
            return Results.NoContent();
        });
        admin.MapPut("/{id:int}/address", async (int id, NewAddress change, IAccountService service, CancellationToken cancellation) =>
        {
            await service.Change(id, change.Email, cancellation);
            return Results.NoContent();
        });

        // BR7009: the hash of the password goes out with the rest.
        admin.MapGet("/{id:int}/all", (int id, IAccountService service, CancellationToken cancellation) => service.Find(id, cancellation));
        admin.MapGet("/{id:int}", (int id, IAccountService service, CancellationToken cancellation) => service.View(id, cancellation));
    }
}
