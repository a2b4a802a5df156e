using System.Diagnostics;
using System.IO.Compression;

namespace Shop.Documents;

/// <summary>Invoices and labels as files. Each fault stands beside the right way to do it.</summary>
public static class DocumentEndpoints
{
    private const string Root = "/var/shop/documents";

    public static void MapDocuments(this WebApplication app)
    {
        var documents = app.MapGroup("/documents").RequireAuthorization();

        // BR1004: '../../etc/passwd' is a name too.
        documents.MapGet("/{name}", (string name) => Results.File(Path.Combine(Root, name), "application/pdf"));
        documents.MapGet("/safe/{name}", (string name) => Results.File(Path.Combine(Root, Path.GetFileName(name)), "application/pdf"));

        // BR1005: an archive may name files outside the folder.
        documents.MapPost("/unpack", async (IFormFile archive) =>
        {
            using var zip = new ZipArchive(archive.OpenReadStream());
            foreach (var entry in zip.Entries)
                await entry.ExtractToFileAsync(Path.Combine(Root, entry.FullName), overwrite: true);
            return Results.NoContent();
        });
        documents.MapPost("/unpack/safe", async (IFormFile archive) =>
        {
            await using var body = archive.OpenReadStream();
            await ZipFile.ExtractToDirectoryAsync(body, Root, overwriteFiles: true);
            return Results.NoContent();
        });

        // BR1003: a blank in the name starts another argument.
        documents.MapPost("/{name}/print", (string name) => Results.Ok(Process.Start("lp", $"-n 1 {name}")?.Id));
        documents.MapPost("/{name}/print/safe", (string name) => Results.Ok(Process.Start("lp", ["-n", "1", "--", Path.GetFileName(name)])?.Id));

        // BR1007: anybody's address.
        documents.MapGet("/back", (string to) => Results.Redirect(to));
        documents.MapGet("/back/safe", (string to) => Results.LocalRedirect(to));

        // BR1006: the server fetches what a caller names, its own network included.
        documents.MapGet("/logo", async (string address, IHttpClientFactory clients, CancellationToken cancellation) => Results.Text(await clients.CreateClient().GetStringAsync(address, cancellation)));
        documents.MapGet("/logo/safe", async (int supplier, IHttpClientFactory clients, CancellationToken cancellation) => Results.Text(await clients.CreateClient().GetStringAsync($"https://suppliers.example/{supplier}/logo", cancellation)));
    }
}
