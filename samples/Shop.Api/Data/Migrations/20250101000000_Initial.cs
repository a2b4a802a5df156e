using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Shop.Data.Migrations;

[DbContext(typeof(ShopContext)), Migration("20250101000000_Initial")]
public class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("Accounts", static table => new
        {
            Id = table.Column<int>(),
            Email = table.Column<string>(),
            Phone = table.Column<string>(nullable: true),
        }, constraints: static table => table.PrimaryKey("PK_Accounts", static account => account.Id));
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Accounts");
}
