using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.IdentityModel.Tokens;

namespace Shop.Security;

/// <summary>Who may call. Each fault stands beside the right way to do it.</summary>
public static class SecuritySetup
{
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie()
            .AddJwtBearer("partners", options =>
            {
                options.Authority = builder.Configuration["Partners:Authority"];

                // BR2010: a token that was made for another service is believed.
                options.TokenValidationParameters = new TokenValidationParameters { ValidateAudience = false };
            })
            .AddJwtBearer("carriers", options =>
            {
                options.Authority = builder.Configuration["Carriers:Authority"];
                options.TokenValidationParameters = new TokenValidationParameters { ValidAudience = "shop" };
            });
        builder.Services.AddAuthorizationBuilder().AddPolicy("admin", static policy => policy.RequireRole("admin"));
        builder.Services.AddAntiforgery();

        builder.Services.AddCors(options =>
        {
            // BR2011: every site may read what a visitor's browser gets with his cookie.
            options.AddPolicy("partners", static policy => policy.SetIsOriginAllowed(static _ => true).AllowCredentials());
            options.AddPolicy("shop", static policy => policy.WithOrigins("https://shop.example").AllowCredentials());
        });

        builder.Services.AddRateLimiter(static options => options.AddFixedWindowLimiter("login", static window => window.PermitLimit = 5));
    }

    public static void UseSecurity(this WebApplication app)
    {
        // BR2019: callers read sources and settings.
        app.UseDeveloperExceptionPage();
        if (!app.Environment.IsDevelopment())
            app.UseExceptionHandler();

        // BR2012: who somebody is is asked after what he may do.
        app.UseAuthorization();
        app.UseAuthentication();
        app.UseAntiforgery();
        app.UseRateLimiter();
    }
}
