namespace Shop.Accounts;

public sealed record Login(string Email, string Password);

public sealed record PasswordReset(string Email);

/// <summary>Signing in. Each fault stands beside the right way to do it.</summary>
public static class SessionEndpoints
{
    public static void MapSessions(this WebApplication app)
    {
        var sessions = app.MapGroup("/sessions").AllowAnonymous();

        // BR2018: addresses stand in logs, histories and referrers.
        sessions.MapPost("/link", async (string email, string password, IAccountService accounts, CancellationToken cancellation) =>
            await accounts.ByEmail(email, cancellation) is null ? Results.Unauthorized() : Results.NoContent()).RequireRateLimiting("login");
        sessions.MapPost("/", async (Login login, IAccountService accounts, CancellationToken cancellation) =>
            await accounts.ByEmail(login.Email, cancellation) is null ? Results.Unauthorized() : Results.NoContent()).RequireRateLimiting("login");

        // BR2013: no policy has this name.
        sessions.MapPost("/reset", (PasswordReset reset) => Results.Accepted()).RequireRateLimiting("logins");

        sessions.MapPost("/renew", (HttpContext context, TokenService tokens) =>
        {
            // BR2017: a script of any page may read the session.
            context.Response.Cookies.Append("session", tokens.Issue("shop"), new CookieOptions { HttpOnly = false, Secure = true });
            context.Response.Cookies.Append("refresh", tokens.IssueSafely("shop"), new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict });
            context.Response.Cookies.Append("theme", "dark", new CookieOptions { HttpOnly = false, Secure = true });
        });

        // BR2016: a form on any site sends this with the visitor's own cookie.
        app.MapPost("/accounts/picture", (IFormFile picture) => Results.Accepted()).RequireAuthorization().DisableAntiforgery();
        app.MapPost("/accounts/document", (IFormFile document) => Results.Accepted()).RequireAuthorization();
    }
}
